/** What hosts tell by their endings: the lists of tempory.verdict.lists that the page needs, word for word (a test holds it). */
const set = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Second-level labels under which a country's registry sells names. */
export const SECOND_LEVEL = set("ac asso co com edu gob gouv gov ltd me mil ne net nhs nom or org plc sch");

/** Hosts whose subdomains belong to strangers. */
export const HOSTED = set(
  "000webhostapp.com altervista.org amplifyapp.com appspot.com azurewebsites.net backblazeb2.com beehiiv.com " +
    "blob.core.windows.net blogspot.com carrd.co cloudfront.net codesandbox.io duckdns.org dweb.link " +
    "firebaseapp.com fleek.co framer.app framer.website gitbook.io github.io glitch.me godaddysites.com " +
    "herokuapp.com hopto.org ipfs.io jimdosite.com myshopify.com netlify.app ngrok-free.app ngrok.io no-ip.org " +
    "onrender.com pages.dev pantheonsite.io r2.dev railway.app repl.co replit.app site123.me square.site " +
    "storage.googleapis.com strikingly.com surge.sh translate.goog trycloudflare.com tumblr.com typedream.app " +
    "ucoz.com ukit.me vercel.app web.app web.core.windows.net webflow.io webnode.fr webnode.page weebly.com " +
    "wixsite.com wixstudio.com wordpress.com workers.dev yolasite.com zapier.app",
);

/** Where anybody has an address. */
export const FREE_MAIL = set(
  "126.com 163.com aol.com att.net bk.ru comcast.net daum.net free.fr freenet.de gmail.com gmx.com gmx.de " +
    "gmx.fr gmx.net googlemail.com hotmail.co.uk hotmail.com hotmail.fr icloud.com inbox.ru laposte.net libero.it " +
    "list.ru live.com live.fr mac.com mail.com mail.ru me.com msn.com naver.com o2.pl onet.pl orange.fr " +
    "outlook.com outlook.fr proton.me protonmail.com qq.com rambler.ru rediffmail.com sbcglobal.net seznam.cz " +
    "sfr.fr sina.com t-online.de tuta.io tutanota.com verizon.net virgilio.it wanadoo.fr web.de wp.pl yahoo.co.uk " +
    "yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com zoho.com",
);

/** Endings that cost next to nothing. */
export const CHEAP_ENDINGS = set(
  "accountant autos bar beauty bid boats bond buzz cam cc cf cfd click cyou date download faith fun ga gq hair " +
    "homes icu kim link live loan lol makeup men ml mom monster mov online party pics pw quest racing ren rest " +
    "review sbs science shop site skin space store stream su support surf tk top trade vip wang website win work " +
    "ws xyz yachts zip",
);

/** Words one letter off a known firm's name that imitate nobody. */
export const INNOCENT = set(
  "amazone barclay goggle goggles lloyd officer offices paypay revolt services sportify stride strife strike " +
    "strip striped stripes stripy strive telecom telegraf twister uberall vintage visage window",
);

/** Words that forgers put beside a name. */
export const ROLES = set(
  "account accounts admin administrator alert alerts assistance auth authentication bank banque billing " +
    "business care center centre client clients compte comptes confirm confirmation connect contact customer " +
    "customers delivery department desk espace facturation finance fraud help helpdesk id identification info " +
    "information invoice konto kunde kunden kundenservice livraison login logon mail member mobile my notice " +
    "notification notifications online pay payment payments rechnung recover refund reset safe secure secured " +
    "securite security service services sicherheit signin suivi support team teams tech tracking trust unlock " +
    "update updates user validate validation verification verify verwaltung wallet web webmail",
);
