/** Français. Espaces fines insécables devant ; : ! ? et dans les nombres, comme le veut l’usage. */
import type { Dictionary } from "./en";
import { remote } from "./remote.fr";
import { report } from "./report.fr";
import { verdict } from "./verdict.fr";

const plural = (n: number, one: string, many: string) => (n < 2 ? one : many).replace("#", n.toLocaleString("fr"));

export const fr: Dictionary = {
  name: "Français",
  tagline: "Du courrier privé, oublié à l’heure dite",

  welcome: {
    title: "Une adresse qui sait oublier.",
    lead: "Une adresse de courrier privée, prête en un clic. Les messages sont scellés dès l’arrivée, seule cette page peut les ouvrir et, quand l’anneau est vide, tout a disparu.",
    make: "Obtenir une adresse",
    making: "Tirage des clés…",
    lives: "vivra",
    choose: "Choisir le nom, le domaine ou la durée",
    promises: [
      ["Sans compte", "Pas d’inscription, pas de nom à donner, rien à retenir."],
      ["Scellé dès l’arrivée", "Le serveur garde ce qu’il ne peut lire. La clé reste dans ce navigateur."],
      ["Oublié pour de bon", "À l’heure dite, la clé est détruite, et avec elle toutes les copies."],
    ],
    policy: "Comment nous tenons ces promesses",
    member: "J’ai un compte ici",
  },

  ring: {
    left: "restantes",
    label: (left) => `Temps restant : ${left}`,
    until: (when) => `jusqu’à ${when}`,
    full: "plein",
  },

  duration: {
    short: { d: "j", h: "h", min: "min", s: "s" },
    minutes: (n) => plural(n, "# minute", "# minutes"),
    hours: (n) => plural(n, "# heure", "# heures"),
    days: (n) => plural(n, "# jour", "# jours"),
    seconds: (n) => plural(n, "# seconde", "# secondes"),
  },

  address: {
    heading: "Votre adresse",
    copy: "Copier l’adresse",
    copied: "Copié",
    move: "Autre appareil",
    program: "Logiciel de messagerie",
    extend: "Prolonger",
    forget: "Oublier",
    more: "Nouvelle adresse",
    switch: "Vos adresses",
    unread: (n) => plural(n, "# message non lu", "# messages non lus"),
    opening: "Ouverture…",
    notRead: "Injoignable pour l’instant",
  },

  list: {
    heading: "Messages",
    count: (n) => plural(n, "# message", "# messages"),
    unread: (n) => plural(n, "# nouveau", "# nouveaux"),
    older: "Voir les messages plus anciens",
    noSubject: "Sans objet",
    noSender: "Expéditeur inconnu",
    broken: "Ce sceau ne s’ouvre pas",
    brokenLead: "Le message a été altéré après avoir été scellé, ou il l’a été pour quelqu’un d’autre.",
    copyCode: (code) => `Copier le code ${code}`,
    codeCopied: "Code copié",
    attachments: (n) => plural(n, "# pièce jointe", "# pièces jointes"),
    isUnread: "Non lu",
    full: "Cette boîte est pleine : les nouveaux messages sont refusés. Supprimez-en un, ou créez une autre adresse.",
    arrived: (from, subject) => `Nouveau message de ${from} : ${subject}`,
    arrivedCode: (code) => `Code ${code}`,
  },

  empty: {
    title: "Prête, et à l’écoute.",
    lead: "Donnez cette adresse. Ce qu’on lui envoie apparaît ici de lui-même, dans la seconde.",
    hints: [
      ["Collez-la où vous voulez", "Dans un formulaire, une page de téléchargement, vos propres tests."],
      ["Laissez cette page ouverte", "Un code reçu s’affiche dans la liste, à un geste du presse-papiers."],
      ["Ne faites rien", "Au bout de l’anneau, la boîte s’oublie d’elle-même. Prolongez-la quand vous voulez."],
    ],
  },

  letter: {
    back: "Retour aux messages",
    to: "à",
    reply: "les réponses vont à",
    unread: "Marquer comme non lu",
    isUnread: "Marqué comme non lu",
    delete: "Supprimer",
    deleted: "Message supprimé",
    next: "Message suivant",
    previous: "Message précédent",
    views: "Vues du message",
    html: "Message",
    text: "Texte",
    headers: "En-têtes",
    source: "Source",
    opening: "Ouverture du sceau…",
    nothing: "Ce message est sans texte.",
    code: "Code",
    copyCode: "Copier le code",
    blocked: (n) => plural(n, "# élément distant a été bloqué", "# éléments distants ont été bloqués"),
    blockedWhy: "Charger ce qui est distant dit à l’expéditeur quand et d’où vous lisez.",
    blockedHosts: "Serait venu de",
    frameTitle: (subject) => `Message : ${subject}`,
    spared: {
      heavy: "La mise en page de ce message est si lourde qu’elle pourrait figer cette page. Voici son texte.",
      malformed: "Les parties de ce message ne se distinguent pas. Sa source est là, telle qu’elle est arrivée.",
    },
    sourceCut: (shown, all) => `Les premiers ${shown} sur ${all}.`,
    saveSource: "Enregistrer en fichier (.eml)",
    linkTo: "Lien vers",
    retry: "Réessayer",
    close: "Fermer le message",
  },

  lookalike: {
    title: (name, address) => `Ceci ressemble à ${name}, qui vous a écrit de ${address}`,
    lead: {
      name: "Même nom, autre adresse. Avant de vous y fier, demandez à cette personne par un moyen que vous connaissez.",
      domain:
        "L’adresse se confond facilement avec la sienne. Avant de vous y fier, demandez à cette personne par un moyen que vous connaissez.",
    },
    before: "Avant\u00a0:",
    now: "Ce message\u00a0:",
  },

  sender: {
    verified: (domain) => `Vient bien de ${domain}`,
    unverified: "L’expéditeur n’a pas pu être vérifié",
    pretends: (domain) => (domain ? `Se fait passer pour ${domain}` : "Se fait passer pour quelqu’un d’autre"),
    why: "Pourquoi ?",
    short: { pretends: "Se fait passer pour quelqu’un d’autre" },
    lead: {
      verified:
        "Le domaine de l’expéditeur répond de ce message. Cela dit qui l’a envoyé, non qu’il est bien intentionné.",
      unverified:
        "Il vient peut-être de qui il nomme, ou non : rien ne le prouve. Prudence avec les liens, les codes et les demandes.",
      pretends: "Le domaine qu’il nomme dit que de tels messages ne sont pas les siens. N’en croyez rien.",
    },
    reasons: {
      signed: "Le domaine a signé le message, et personne ne l’a modifié en chemin.",
      host_allowed: "Il vient d’un serveur que le domaine désigne comme le sien.",
      not_signed: "Il ne porte aucune signature.",
      signature_broken:
        "Il porte une signature qui ne correspond pas : il a été modifié en chemin, ou elle est fausse.",
      signature_refused: "Il porte une signature à laquelle on ne peut se fier.",
      signed_by_another: "Il est signé, mais par un autre domaine que celui de l’expéditeur.",
      host_not_allowed: "Il vient d’un serveur que le domaine de l’expéditeur ne désigne pas comme le sien.",
      host_unknown: "Rien ne dit si le serveur dont il vient peut écrire au nom du domaine de l’expéditeur.",
      policy_reject: "Le domaine demande que de tels messages soient refusés.",
      policy_quarantine: "Le domaine demande que de tels messages soient mis à part.",
      no_policy: "Le domaine ne dit pas que penser des messages qu’il n’a pas vérifiés.",
      forwarded: "Il a été retransmis, par une liste ou une redirection, ce qui peut abîmer les signatures.",
      dns_unanswered: "Le domaine de l’expéditeur n’a pas pu être interrogé à l’arrivée du message.",
      many_authors: "Il nomme plusieurs expéditeurs, ce qui cache de qui il vient.",
      no_author: "Il ne nomme aucun expéditeur dont on puisse interroger le domaine.",
      member: "Un membre de ce service l’a écrit, et s’était identifié pour l’envoyer.",
      local: "Il vient du réseau même de ce serveur, où les expéditeurs ne sont pas vérifiés.",
    },
  },

  remote,
  verdict,

  report,

  files: {
    heading: "Pièces jointes",
    download: "Enregistrer",
    unnamed: "sans nom",
    danger: "Peut lancer un programme",
    dangerAsk: (name) =>
      `« ${name} » est un fichier d’un genre qui peut lancer un programme ou cacher une fausse page. Ne l’enregistrez que si vous l’attendiez de cet expéditeur.`,
    dangerSave: "L’enregistrer quand même",
    caution: "Attention",
  },

  link: {
    title: "Ouvrir ce lien ?",
    lead: "Il s’ouvre dans un nouvel onglet, qui ne saura pas d’où vous venez.",
    differs: (said, real) => `Le texte annonce ${said}, mais le lien mène à ${real}.`,
    insecure: "La connexion à cette page n’est pas chiffrée.",
    foreign: "Ce nom emploie des lettres qui peuvent en imiter d’autres.",
    mail: "Ceci écrirait un courrier à :",
    open: "Ouvrir dans un nouvel onglet",
    copy: "Copier le lien",
    cancel: "Rester ici",
  },

  create: {
    title: "Une nouvelle adresse",
    name: "Nom",
    nameHint: "Laissez vide pour un nom au hasard.",
    random: "au hasard",
    domain: "Domaine",
    lifetime: "Durée de vie",
    make: "Créer l’adresse",
    cancel: "Annuler",
  },

  extend: {
    title: "Garder cette adresse plus longtemps",
    lead: "La durée compte à partir de maintenant.",
    until: (when) => `L’anneau sera vide : ${when}`,
    save: "Remplir l’anneau",
    done: "L’anneau est de nouveau plein",
  },

  move: {
    title: "Sur un autre appareil",
    lead: "Scannez ce code, ou envoyez-vous le lien. Il ouvre la même boîte là-bas.",
    qr: "Code QR du lien de la boîte",
    copy: "Copier le lien",
    copied: "Lien copié",
    warn: "Ce lien est la clé. Qui l’a lit votre courrier ; sans lui, personne ne le peut, pas même nous.",
    kept: "Ce navigateur garde la clé dans son propre stockage jusqu’à la fin de la boîte, pour qu’un rechargement ne perde rien. Effacez les données du site, ou perdez l’appareil, et le courrier est perdu avec : rien ne le réinitialise.",
  },

  program: {
    title: "Utiliser un logiciel de messagerie",
    lead: "Donnez à votre logiciel ce nom d’utilisateur et ce mot de passe. La plupart trouvent le reste tout seuls.",
    user: "Nom d’utilisateur",
    password: "Mot de passe",
    show: "Afficher le mot de passe",
    hide: "Masquer le mot de passe",
    hidden: "masqué",
    copy: (what) => `Copier : ${what}`,
    copyPassword: "Copier le mot de passe",
    warn: "Un logiciel de messagerie envoie ce mot de passe au serveur, qui s’en sert pour ouvrir la boîte tant que le logiciel est connecté. Cette page ne l’envoie jamais. Qui l’a lit votre courrier.",
    incoming: "Serveur de réception",
    protocol: "Protocole",
    host: "Serveur",
    port: "Port",
    security: "Sécurité",
    otherwise: (port, security) => `Pour un logiciel qui ne sait pas faire : port ${port} avec ${security}.`,
    outgoing: (where, security) =>
      `Rien ne peut être envoyé de cette adresse. Si le logiciel exige un serveur d’envoi : ${where}, ${security}, sans mot de passe.`,
    apple: "iPhone, iPad, Mac",
    appleLead:
      "Ouvrez-y le fichier de réglages, ou scannez le code avec l’appareil photo. Le mot de passe n’y est pas : l’appareil le demande.",
    appleFile: "Fichier de réglages (.mobileconfig)",
    qr: "Code QR du lien du fichier de réglages",
    waiting: "Lecture des réglages du serveur…",
    none: "Ce serveur n’est pas ouvert aux logiciels de messagerie.",
  },

  forget: {
    title: "Oublier cette boîte ?",
    lead: (n) =>
      n === 0
        ? "Sa clé est détruite aussitôt et l’adresse ne répond plus."
        : plural(
            n,
            "Sa clé est détruite aussitôt, et # message avec elle.",
            "Sa clé est détruite aussitôt, et # messages avec elle.",
          ),
    final: "Personne ne peut revenir en arrière, ni vous ni quiconque.",
    yes: "Oublier pour de bon",
    no: "La garder",
  },

  farewell: {
    asked: "Oubliée.",
    expired: "C’est l’heure.",
    elsewhere: "Oubliée ailleurs.",
    askedLead: "La clé est détruite. Ce qu’elle scellait ne pourra plus jamais être ouvert, par personne.",
    expiredLead: "Cette boîte a vécu le temps prévu. Elle a disparu d’ici et du serveur.",
    elsewhereLead: "Cette boîte a été oubliée depuis un autre appareil qui en a la clé.",
    receipt: "Reçu",
    rowAddress: "Adresse",
    rowWhen: "Oubliée",
    rowLetters: "Messages détruits",
    rowNow: "Désormais",
    answers: "550, adresse inconnue",
    note: "Ce reçu est montré une fois et n’est gardé nulle part.",
    again: "Obtenir une nouvelle adresse",
    back: "Vers mes autres adresses",
  },

  line: {
    live: "En direct",
    liveLong: "Le courrier apparaît ici de lui-même.",
    connecting: "Connexion…",
    reconnecting: "Reconnexion…",
    offlineShort: "Hors ligne",
    waiting: (seconds) => `Connexion perdue. Nouvel essai dans ${plural(seconds, "# seconde", "# secondes")}.`,
    waitingNow: "Connexion perdue. Nouvel essai…",
    offline: "Vous êtes hors ligne. Le courrier apparaîtra au retour de la connexion ; rien ne se perd d’ici là.",
    retry: "Essayer maintenant",
    back: "Connexion rétablie.",
  },

  notify: {
    on: "Me prévenir des nouveaux messages",
    off: "Ne plus me prévenir",
    denied: "Le navigateur refuse les notifications de ce site. Ses réglages peuvent les permettre.",
    isOn: "Notifications activées",
    isOff: "Notifications désactivées",
  },

  settings: {
    language: "Langue",
    theme: "Apparence",
    themes: { auto: "Comme le système", light: "Claire", dark: "Sombre" },
    shortcuts: "Raccourcis clavier",
  },

  help: {
    title: "Clavier",
    open: "Raccourcis clavier",
    shortcutsOn: "Raccourcis à une touche activés",
    groups: [
      [
        "Lire",
        [
          ["j", "message suivant"],
          ["k", "message précédent"],
          ["Entrée", "ouvrir le message"],
          ["Échap", "retour à la liste"],
          ["u", "marquer le message comme non lu"],
          ["#", "supprimer le message"],
          ["x", "copier son code"],
        ],
      ],
      [
        "La boîte",
        [
          ["c", "copier l’adresse"],
          ["e", "garder plus longtemps"],
          ["m", "sur un autre appareil"],
          ["p", "dans un logiciel de messagerie"],
          ["f", "oublier"],
        ],
      ],
      [
        "Toutes les boîtes",
        [
          ["n", "nouvelle adresse"],
          ["]", "boîte suivante"],
          ["[", "boîte précédente"],
          ["?", "cette feuille"],
        ],
      ],
    ],
  },

  dialog: { close: "Fermer" },
  skip: "Aller aux messages",
  clipboardFailed: "Le navigateur refuse le presse-papiers. Sélectionnez le texte et copiez-le vous-même.",

  problems: {
    "address-taken": "Quelqu’un a cette adresse, ou l’avait il y a peu. Choisissez un autre nom.",
    "name-reserved": "Ce nom appartient au service lui-même. Choisissez-en un autre.",
    "invalid-request":
      "Le serveur n’accepte pas cela. Pour le nom, de 1 à 64 lettres, chiffres, points ou traits d’union ; pour la durée, l’une de celles proposées.",
    "credential-in-use": "Cette clé sert déjà. Réessayez : une autre sera tirée.",
    "rate-limited": (seconds) =>
      seconds === null
        ? "C’est beaucoup en peu de temps. Attendez une minute, puis réessayez."
        : `C’est beaucoup en peu de temps. Réessayez dans ${plural(seconds, "# seconde", "# secondes")}.`,
    "mailbox-gone": "Cette boîte a pris fin. Créez-en une autre.",
    "message-gone": "Ce message n’existe plus.",
    "message-damaged": "Ce message est endommagé et ne s’ouvre pas. Demandez à l’expéditeur de le renvoyer.",
    "reports-closed": "L’équipe de sécurité ne peut rien recevoir pour l’instant. Réessayez plus tard.",
    "too-many-reports":
      "Cela fait beaucoup de signalements pour un jour. Prévenez l’équipe de sécurité autrement, ou réessayez demain.",
    "body-too-large": "Cela dépasse ce qui peut être remis.",
    "seal-broken": "Le sceau ne s’ouvre pas : le message a été altéré, ou scellé pour quelqu’un d’autre.",
    "too-many-mailboxes": "Cette page veille sur vingt adresses au plus. Oubliez-en une d’abord.",
    "remote-off": "Ce service ne charge pas d’images distantes.",
    unreachable: "Le serveur est injoignable. Vérifiez votre connexion, puis réessayez.",
    unavailable: "Le service ne peut pas le faire pour l’instant. Rien n’a changé ; réessayez dans un moment.",
    unexpected: "Quelque chose a échoué. Réessayez, et rechargez la page si cela persiste.",
  },
};
