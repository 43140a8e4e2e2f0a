"""Lists of hosts and names that rules look things up in.

Data, and short on purpose: each entry is one that forgers use.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Second-level labels under which a registry of a country sells names (co.uk, com.br, gouv.fr …).
SECOND_LEVEL: Final = _words("ac asso co com edu gob gouv gov ltd me mil ne net nhs nom or org plc sch")

# Hosts whose subdomains or first path belong to strangers: each label before them is somebody else.
HOSTED: Final = _words(
    "000webhostapp.com altervista.org amplifyapp.com azurewebsites.net appspot.com backblazeb2.com beehiiv.com "
    "blob.core.windows.net blogspot.com carrd.co cloudfront.net codesandbox.io duckdns.org dweb.link fleek.co "
    "firebaseapp.com framer.app framer.website github.io gitbook.io glitch.me godaddysites.com herokuapp.com "
    "hopto.org ipfs.io jimdosite.com myshopify.com netlify.app ngrok.io ngrok-free.app no-ip.org onrender.com "
    "pages.dev pantheonsite.io r2.dev railway.app repl.co replit.app square.site storage.googleapis.com surge.sh "
    "trycloudflare.com translate.goog tumblr.com typedream.app ucoz.com vercel.app web.app web.core.windows.net "
    "webflow.io weebly.com webnode.page webnode.fr wixsite.com wixstudio.com wordpress.com workers.dev "
    "yolasite.com zapier.app ukit.me site123.me strikingly.com"
)
# Of these anybody can make a form or a page, in the path.
FORMS: Final = _words(
    "docs.google.com forms.gle sites.google.com forms.office.com formstack.com jotform.com typeform.com "
    "surveymonkey.com 123formbuilder.com cognitoforms.com formsite.com form.jotform.com forms.zohopublic.com "
    "telegra.ph notion.site canva.com express.adobe.com storage.googleapis.com"
)
SHORTENERS: Final = _words(
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly shorturl.at rb.gy t.ly tiny.cc v.gd "
    "bl.ink s.id qrco.de lnkd.in x.gd shrtco.de adf.ly clck.ru u.to bit.do short.gy urlz.fr vu.fr dub.sh tr.ee "
    "linktr.ee soo.gd surl.li tny.im kutt.it qr.ae l.ead.me me2.do n9.cl urlr.me did.li"
)
# Where senders of newsletters and tickets count clicks, in their customers' names.
MAILERS: Final = _words(
    "list-manage.com mailchimp.com mailchimpapp.net mandrillapp.com sendgrid.net sendgrid.com mailgun.org "
    "mailgun.net sparkpostmail.com hubspotlinks.com hubspotemail.net exct.net rs6.net constantcontact.com "
    "createsend.com cmail19.com cmail20.com mailjet.com mjt.lu sendinblue.com brevo.com sibautomation.com "
    "klaviyo.com klclick.com klclick1.com mlsend.com mailerlite.com substack.com customeriomail.com mktoweb.com "
    "pardot.com zendesk.com freshdesk.com awstrack.me getresponse.com activehosted.com acemlna.com aweber.com "
    "convertkit-mail.com intercom-mail.com sailthru.com en25.com eloqua.com emv2.com mailing-list.com "
    "doubleclick.net"
)
FREE_MAIL: Final = _words(
    "gmail.com googlemail.com yahoo.com yahoo.fr yahoo.co.uk yahoo.de ymail.com hotmail.com hotmail.fr "
    "hotmail.co.uk outlook.com outlook.fr live.com live.fr msn.com aol.com icloud.com me.com mac.com gmx.com "
    "gmx.de gmx.net gmx.fr web.de mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru rambler.ru qq.com "
    "163.com 126.com sina.com proton.me protonmail.com tutanota.com tuta.io zoho.com free.fr orange.fr wanadoo.fr "
    "laposte.net sfr.fr libero.it virgilio.it naver.com daum.net rediffmail.com t-online.de freenet.de seznam.cz "
    "o2.pl wp.pl onet.pl comcast.net att.net verizon.net sbcglobal.net"
)
# Endings that cost next to nothing and are seldom a firm's own.
CHEAP_ENDINGS: Final = _words(
    "tk ml ga cf gq top xyz icu buzz click link online site website space live shop store fun monster rest cyou "
    "cfd sbs quest bond work support win bid loan men date racing review stream download party trade science "
    "faith accountant cam surf bar beauty hair skin makeup mom boats yachts autos homes pics lol zip mov su pw ws "
    "cc vip wang ren kim"
)
# Words that forgers put beside a name, in a host or in a sender's name.
ROLES: Final = _words(
    "account accounts admin administrator alert alerts assistance auth authentication bank banque billing "
    "business care center centre client clients compte comptes confirm confirmation connect contact customer "
    "customers delivery department desk espace facturation finance fraud help helpdesk id identification info "
    "information invoice konto kunde kunden kundenservice livraison login logon mail member mobile my notice "
    "notification notifications online pay payment payments rechnung recover refund reset safe secure secured "
    "security securite service services sicherheit signin support suivi team teams tech tracking trust unlock "
    "update updates user validate validation verification verify verwaltung wallet web webmail"
)
# Of these, such as an honest firm whose name is an everyday word has no use for in its own.
PRESSING_ROLES: Final = _words(
    "account accounts alert alerts auth authentication billing compte comptes confirm confirmation fraud helpdesk "
    "identification konto login logon notice pay payment payments recover refund reset secure secured security "
    "securite sicherheit signin support unlock update updates validate validation verification verify"
)
# Labels of known firms that are words of everyday, whoever uses them.
EVERYDAY: Final = _words(
    "amendes blockchain booking elster impots kraken mabanque office outlook poste sparkasse steam telegram "
    "volksbank raiffeisen vitale windows android azure canal regions nickel wordpress squarespace nationalcity "
    "socgen postoffice firstdirect disney"
)
# Words one letter off a known firm's name, and other firms' names: nobody is imitated by them.
INNOCENT: Final = _words(
    "amazone barclay goggle goggles lloyd offices officer paypay revolt services strife strike striped stripes "
    "strive telecom telegraf twister uberall visage window vintage strip stride stripy sportify"
)
# What a forger calls himself when he says that he is the reader's own firm.
INSIDERS: Final = (
    "it support",
    "it department",
    "it desk",
    "it help",
    "it service",
    "help desk",
    "helpdesk",
    "service desk",
    "system administrator",
    "mail administrator",
    "email administrator",
    "webmaster",
    "postmaster",
    "mail delivery system",
    "mail server",
    "email server",
    "webmail",
    "web mail",
    "email support",
    "mail support",
    "mailbox",
    "email security",
    "email team",
    "human resources",
    "hr department",
    "payroll",
    "support technique",
    "administrateur",
    "service informatique",
    "support informatique",
    "assistance informatique",
    "ressources humaines",
    "messagerie",
    "boite mail",
    "it abteilung",
    "systemadministrator",
    "personalabteilung",
    "soporte tecnico",
    "administrador",
)
PROGRAMS: Final = _words(
    "exe scr com bat cmd pif msi msp mst jar js jse vbs vbe wsf wsh wsc ps1 psm1 psd1 hta cpl dll sys lnk inf reg "
    "scf url appref-ms application gadget msc chm hlp iso img vhd vhdx udf xll wll ppam xlam apk ipa dmg pkg app "
    "deb rpm run command workflow action terminal settingcontent-ms library-ms search-ms website one onepkg appx "
    "msix"
)
MACRO_FILES: Final = _words("docm dotm xlsm xltm xlsb xlm pptm potm ppsm sldm")
OFFICE_FILES: Final = _words("doc dot xls xlt ppt pps pot docx xlsx pptx") | MACRO_FILES
MARKUP_FILES: Final = _words("htm html shtml xhtml xht mht mhtml svg")
ARCHIVES: Final = _words("zip rar 7z ace arj cab gz tgz bz2 xz tar lzh lha z zst r00 001 jar")
# Endings that a reader trusts; before another ending they hide it.
TRUSTED_ENDINGS: Final = _words(
    "pdf doc docx xls xlsx ppt pptx txt rtf csv jpg jpeg png gif bmp tif tiff mp3 mp4 wav mov avi eml odt ods"
)
