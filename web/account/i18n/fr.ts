/** Français. Espaces fines insécables devant ; : ! ? et dans les nombres, comme le veut l’usage. */
import { accessesFr } from "./accesses.fr";
import type { Words } from "./en";

const plural = (n: number, one: string, many: string) => (n < 2 ? one : many).replace("#", n.toLocaleString("fr"));

export const fr: Words = {
  title: "Votre compte",
  skip: "Aller au contenu",
  starting: "Un instant…",
  retry: "Réessayer",
  cancel: "Annuler",
  done: "Terminé",
  copy: "Copier",
  copied: "Copié",
  print: "Imprimer",
  save: "Enregistrer un fichier",
  named: "Nom",
  remove: "Retirer",
  never: "jamais",

  password: {
    label: "Mot de passe",
    current: "Votre mot de passe",
    fresh: "Nouveau mot de passe",
    show: "Montrer le mot de passe",
    hide: "Cacher le mot de passe",
    hint: "Au moins 15 caractères. Quelques mots qui ne sont d’aucune chanson suffisent ; les espaces comptent.",
    deriving: "Renforcement du mot de passe…",
    derivingWhy:
      "Il est travaillé ici un instant, pour que personne ne le devine vite. Il ne quitte jamais cette page.",
    judging: "Examen…",
    strength: "Force",
    scores: ["deviné aussitôt", "très faible", "faible", "bonne", "forte"],
    left: (n) => plural(n, "encore # caractère", "encore # caractères"),
    refused: {
      short: "Il a moins de 15 caractères.",
      long: "Il a plus de 256 caractères.",
      repeated: "Il se répète.",
      run: "Il suit l’alphabet ou le clavier.",
      context: "Il contient une partie de votre nom, de votre adresse ou de ce service, que l’on essaie d’abord.",
      common:
        "Il est sur les listes de mots de passe volés, ou fait de ce qui y est. Ajoutez un mot que personne n’attend.",
    },
    unjudged:
      "La liste des mots de passe courants ne peut être chargée pour l’instant, aucun n’est donc accepté. Vérifiez votre connexion.",
    again: "Le même, encore une fois",
    differs: "Les deux diffèrent.",
  },

  link: {
    opening: "Ouverture de votre invitation…",
    goneTitle: "Ce lien ne fonctionne plus.",
    gone: "Il a servi, a expiré au bout de trois jours, ou un plus récent l’a remplacé. Demandez-en un nouveau à la personne qui vous l’a envoyé.",
    toSignIn: "Aller à la connexion",
  },

  enrol: {
    hello: (name) => `Bienvenue, ${name}.`,
    lead: "Ce lien crée votre boîte. Son courrier est scellé dès l’arrivée, avec une clé faite ici, dans votre navigateur, et que le serveur n’a jamais.",
    yours: (n) => plural(n, "Votre adresse", "Vos adresses"),
    steps: ["Mot de passe", "Phrase de secours", "Second facteur"],
    step: (at, of, name) => `Étape ${at} sur ${of} : ${name}`,
    choose: "Choisissez un mot de passe",
    chooseLead:
      "Il vous fait entrer et ouvre votre courrier. Le serveur ne le voit jamais : personne ne peut le retrouver pour vous.",
    escrowTitle: "Votre organisation garde une seconde clé",
    escrow:
      "Elle a décidé que votre boîte peut aussi s’ouvrir avec une clé gardée hors ligne. Personne ne s’en sert seul : il faut deux personnes, un motif et une durée limitée, et vous en êtes averti.",
    noEscrow:
      "Personne d’autre ne peut ouvrir votre courrier : ni les administrateurs, ni ceux qui font tourner le serveur.",
    next: "Continuer",
    making: "Fabrication de vos clés…",
    make: "Créer ma boîte",
    finishing: "Création de votre boîte…",
    madeTitle: "Votre boîte est prête.",
    factorLead:
      "Ajoutez maintenant un second facteur : un mot de passe volé ne suffira plus pour entrer. Cela prend une minute, et peut aussi attendre.",
    later: "Plus tard",
    onward: "Vers ma boîte",
  },

  phrase: {
    title: "Votre phrase de secours",
    lead: "Si vous oubliez votre mot de passe, seule cette phrase rouvre votre courrier. Elle est montrée une fois et n’est gardée nulle part. Notez-la ou imprimez-la, et rangez-la avec vos papiers.",
    leadEscrow:
      "Si vous oubliez votre mot de passe, cette phrase rouvre votre courrier, sans l’aide de personne. Elle est montrée une fois et n’est gardée nulle part. Notez-la ou imprimez-la, et rangez-la avec vos papiers.",
    confirm: (group) => `Pour être sûr : quel est le groupe ${group} de la phrase ?`,
    wrong: "Ce n’est pas ce qui est écrit. Regardez encore.",
    kept: "Je l’ai sur papier ou en lieu sûr",
    printed: (address) => `Phrase de secours de ${address}`,
    printedNote: "Qui a cette phrase et un lien pour un nouveau mot de passe ouvre la boîte. Gardez-la comme une clé.",
    group: (at) => `groupe ${at}`,
  },

  reset: {
    title: "Un nouveau mot de passe",
    lead: (name) =>
      `${name}, ce lien permet de choisir un nouveau mot de passe. Votre courrier est scellé avec une clé que seule votre phrase de secours peut encore ouvrir.`,
    phrase: "Phrase de secours",
    hint: "Huit groupes de quatre. Majuscules, espaces et tirets sont sans importance.",
    malformed: "Une phrase de secours a huit groupes de quatre lettres et chiffres.",
    wrong: "Ce n’est pas la phrase de cette boîte. Si vous l’avez renouvelée, seule la dernière fonctionne.",
    none: "Cette boîte n’a pas de phrase de secours, cette page ne peut donc pas choisir de nouveau mot de passe : son courrier ne pourrait plus jamais être lu. Parlez à la personne qui vous a envoyé le lien.",
    act: "Choisir ce mot de passe",
    after:
      "Toutes les sessions prennent fin, les mots de passe d’application restent, les seconds facteurs sont à refaire.",
    done: "Votre nouveau mot de passe est en place.",
  },

  signIn: {
    title: "Se connecter",
    address: "Adresse",
    act: "Se connecter",
    passkey: "Se connecter par clé d’accès",
    or: "ou",
    ended: "Vous n’êtes plus connecté : la session a pris fin.",
    lost: "Mot de passe perdu ?",
    lostTitle: "Si le mot de passe est perdu",
    lostLead: [
      "Le serveur ne connaît pas votre mot de passe et n’a aucune clé de votre courrier : personne ne peut simplement vous en envoyer un nouveau.",
      "Demandez à un administrateur un lien pour un nouveau mot de passe. Il vous fait entrer de nouveau et, avec votre phrase de secours, ouvre votre courrier.",
      "Sans la phrase, et si votre organisation ne garde pas de clés hors ligne, le courrier déjà arrivé ne pourra plus être lu, par personne.",
    ],
    disposable: "Il ne me faut qu’une adresse pour un temps",
    promise: "Le mot de passe est travaillé ici et n’est jamais envoyé.",
    passkeyNone: "Aucune clé d’accès n’a été choisie. Connectez-vous plutôt avec votre mot de passe.",
    passkeyFactorOnly:
      "Cette clé d’accès n’ouvre pas la boîte à elle seule. Connectez-vous avec votre mot de passe ; elle sera alors votre second facteur.",
  },

  factor: {
    title: "Encore une preuve",
    lead: "Votre mot de passe est juste. Montrez maintenant quelque chose que vous avez.",
    methods: {
      totp: "Code de l’application",
      passkey: "Clé d’accès",
      "recovery-code": "Code de secours",
      password: "Mot de passe",
    },
    choose: "Comment",
    code: "Code à six chiffres",
    codeHint: "Votre application de codes l’affiche. Chaque code sert une fois.",
    recovery: "Code de secours",
    recoveryHint: "L’un des dix que vous avez gardés. Il est ainsi consommé.",
    usePasskey: "Utiliser la clé d’accès",
    act: "Continuer",
    back: "Recommencer",
  },

  prove: {
    title: "Montrez que c’est vous",
    confirm: "Ce que vous allez faire est important : montrez encore une fois que c’est vous. Cela vaut cinq minutes.",
    key: "La clé de votre courrier n’est pas ouverte dans cette fenêtre. Votre mot de passe l’ouvre, ici dans le navigateur.",
    keyPasskey: "Une clé d’accès qui vous connecte à elle seule l’ouvre aussi.",
    wrong: "Ce n’est pas votre mot de passe.",
    act: "Continuer",
  },

  nav: {
    label: "Parties de votre compte",
    mail: "Courrier",
    security: "Sécurité",
    programs: "Logiciels",
    sessions: "Sessions",
    keeping: "Durées",
    accesses: "Accès",
    you: "Vous",
    out: "Se déconnecter",
    enrolment: "Vous êtes connecté pour une demi-heure, le temps de préparer votre compte. Reconnectez-vous ensuite.",
  },

  mail: {
    title: "Réception",
    locked: "Votre courrier est scellé.",
    lockedLead: "La clé n’a pas été gardée à la réouverture de cette page. Ouvrez-le pour lire votre courrier ici.",
    unlock: "Ouvrir mon courrier",
    search: "Chercher",
    searchHint:
      "Expéditeur, objet, premières lignes, pièces jointes. Tout se fait ici : le serveur ne peut lire votre courrier.",
    found: (n) => plural(n, "# message trouvé", "# messages trouvés"),
    foundSoFar: (n, of) =>
      `${plural(n, "# message trouvé", "# messages trouvés")} parmi les ${of} derniers. Un logiciel de messagerie cherche plus loin.`,
    none: "Rien trouvé.",
    empty: "Pas encore de courrier.",
    emptyLead: "Ce qu’on envoie à vos adresses apparaît ici de lui-même, en moins d’une seconde.",
    live: "En direct",
    connecting: "Connexion…",
    confirmDelete: "Supprimé. Une copie dans une sauvegarde, scellée comme elle est, disparaît avec la sauvegarde.",
  },

  security: {
    title: "Sécurité",
    factors: "Seconds facteurs",
    factorsLead: "Quelque chose que vous avez, en plus du mot de passe que vous savez.",
    noFactor: "Vous n’en avez pas encore : qui apprend votre mot de passe peut entrer.",
    kinds: { totp: "Code d’une application", passkey: "Clé d’accès" },
    added: (on) => `ajouté le ${on}`,
    used: (on) => `dernier usage le ${on}`,
    unused: "pas encore utilisé",
    addPasskey: "Ajouter une clé d’accès",
    addTotp: "Ajouter une application de codes",
    removeTitle: (name) => `Retirer « ${name} » ?`,
    removeLead: "Il ne sera plus demandé, ni accepté, à la connexion.",
    removeLast:
      "C’est votre dernier second facteur : votre mot de passe suffirait pour entrer, et les rôles d’administration seraient suspendus.",
    removed: "Retiré",
    codes: "Codes de secours",
    codesLead: (n) =>
      n === 0
        ? "Vous n’en avez pas. Ils vous font entrer quand vos seconds facteurs sont perdus."
        : plural(
            n,
            "Il en reste #. Ils vous font entrer quand vos seconds facteurs sont perdus.",
            "Il en reste #. Ils vous font entrer quand vos seconds facteurs sont perdus.",
          ),
    codesNew: "Tirer dix nouveaux codes",
    codesNot:
      "Ce sont des seconds facteurs. Ils ne rendent pas votre courrier si le mot de passe est perdu : la phrase de secours, si.",
    phrase: "Phrase de secours",
    phraseLead: "Elle ouvre votre courrier si le mot de passe est perdu. Une nouvelle rend l’ancienne sans valeur.",
    phraseNone: "Vous n’en avez pas : si le mot de passe est perdu, votre courrier l’est aussi.",
    phraseNew: "Renouveler la phrase",
    phraseDone: "La nouvelle phrase est en vigueur. Détruisez l’ancienne.",
    escrow:
      "Votre organisation garde, hors ligne, une seconde clé de votre boîte. Il faut deux personnes pour s’en servir, et vous en êtes averti.",
    password: "Mot de passe",
    passwordSet: (on) => `Choisi le ${on}. Il n’expire pas.`,
    passwordNow: "Le changer maintenant",
    passwordLead:
      "Changez-le si quelqu’un a pu l’apprendre. Vos clés sont emballées de nouveau, l’ancien mot de passe n’ouvre plus aucune copie ; toutes les autres sessions prennent fin.",
    passwordDone: "Votre mot de passe est changé, et vous êtes déconnecté partout ailleurs.",
    passwordAct: "Changer le mot de passe",
    suspended: (roles) => `Ces rôles sont suspendus tant que vous n’avez pas de second facteur : ${roles}.`,
  },

  passkey: {
    title: "Une clé d’accès",
    lead: "Votre appareil, un téléphone ou une clé de sécurité la garde ; votre empreinte, votre visage ou un code la débloque. Aucun autre site ne peut la demander.",
    name: "Comment l’appeler ?",
    placeholder: "Mon portable",
    act: "Créer la clé d’accès",
    cancelled: "Le navigateur n’a pas créé de clé d’accès. Réessayez, peut-être avec un autre appareil.",
    exists: "Cet appareil a déjà une clé d’accès pour votre compte.",
    alone: "Elle vous connecte à elle seule et ouvre votre courrier.",
    factorOnly:
      "C’est votre second facteur. Pour ouvrir votre courrier à elle seule, il lui faudrait une capacité (PRF) qu’elle n’a pas.",
    unsupported: "Ce navigateur ne connaît pas les clés d’accès.",
  },

  totp: {
    title: "Une application de codes",
    lead: "Scannez ceci avec votre application de codes, puis tapez le code qu’elle affiche.",
    qr: "QR code pour l’application de codes",
    secret: "Ou tapez ce secret",
    name: "Comment l’appeler ?",
    placeholder: "Mon téléphone",
    code: "Code à six chiffres",
    act: "L’ajouter",
    wrong: "Ce code n’est pas juste. Attendez le suivant, et vérifiez l’horloge de l’appareil.",
    done: "Désormais, un code est demandé à la connexion.",
  },

  codes: {
    title: "Dix codes de secours",
    lead: "Chacun sert une fois, à la place d’un second facteur. Ils ne sont montrés que cette fois et remplacent tous les précédents.",
    file: "tempory-codes-de-secours.txt",
    fileHead: (address) => `Codes de secours de ${address}. Chacun sert une fois.`,
    kept: "Je les ai gardés",
  },

  programs: {
    title: "Logiciels de messagerie",
    lead: "Un logiciel, ou un script, reçoit un mot de passe à lui. Vous pouvez le reprendre sans rien changer d’autre.",
    none: "Pas encore de mot de passe d’application.",
    make: "Nouveau mot de passe d’application",
    scopes: { imap: "Lire (IMAP)", pop3: "Relever (POP3)", submission: "Envoyer (SMTP)", api: "API" },
    scopesLabel: "Pour quoi faire",
    scopeNeeded: "Choisissez au moins un usage.",
    expiry: "Jusqu’à quand",
    expiries: { none: "sans fin", month: "30 jours", quarter: "90 jours", year: "un an" },
    name: "Pour quel logiciel ou appareil ?",
    placeholder: "Thunderbird sur mon portable",
    act: "Créer le mot de passe",
    warn: "Un logiciel envoie ce mot de passe au serveur, qui ouvre votre boîte avec lui tant que le logiciel est connecté. Votre propre mot de passe n’y est jamais accepté.",
    shownTitle: (name) => `Le mot de passe pour « ${name} »`,
    shown: "Il n’est montré que cette fois. Copiez-le maintenant dans votre logiciel.",
    user: "Identifiant",
    incoming: "Serveur de réception",
    outgoing: "Serveur d’envoi",
    noOutgoing: "Ce serveur ne prend pas de courrier à envoyer depuis un logiciel.",
    host: "Serveur",
    port: "Port",
    security: "Sécurité",
    protocol: "Protocole",
    otherwise: (port, security) => `Pour un logiciel qui ne sait pas le faire : port ${port} avec ${security}.`,
    made: (on) => `créé le ${on}`,
    used: (on, from) => `dernier usage le ${on} depuis ${from}`,
    unused: "jamais utilisé",
    ends: (on) => `finit le ${on}`,
    over: "est fini",
    revoke: "Reprendre",
    revokeTitle: (name) => `Reprendre « ${name} » ?`,
    revokeLead: "Le logiciel n’entre plus, aussitôt, et son mot de passe n’ouvre plus aucune copie de votre boîte.",
    revoked: "Repris",
    label: (name) => `Mot de passe d’application ${name}`,
  },

  sessions: {
    title: "Où vous êtes connecté",
    lead: "Mettez fin à ce que vous ne reconnaissez pas, puis changez votre mot de passe.",
    here: "la session de cette fenêtre",
    began: (on) => `depuis le ${on}`,
    seen: (on, place) => `vue le ${on} depuis ${place}`,
    until: (on) => `jusqu’au ${on}`,
    end: "Y mettre fin",
    endLabel: (device) => `Mettre fin à la session sur ${device}`,
    ended: "C’est fini pour elle",
    endOthers: "Mettre fin à toutes les autres",
    othersEnded: "Toutes les autres ont pris fin",
    alone: "Vous n’êtes connecté nulle part ailleurs.",
  },

  keeping: {
    title: "Combien de temps le courrier reste",
    lead: "Pour chaque dossier. Ce qui est plus vieux disparaît de lui-même, pour de bon. Les copies dans les sauvegardes, scellées comme elles sont, disparaissent avec elles.",
    folders: {
      INBOX: "Boîte de réception",
      Inbox: "Boîte de réception",
      Sent: "Envoyés",
      Drafts: "Brouillons",
      Trash: "Corbeille",
      Junk: "Indésirables",
      Archive: "Archives",
    },
    days: (n) => plural(n, "# jour", "# jours"),
    always: "aussi longtemps que je veux",
    label: (folder) => `Combien de temps le courrier reste dans ${folder}`,
    saved: (folder) => `C’est noté pour ${folder}`,
    shorten: (folder, time) => `Supprimer ce qui a plus de ${time} dans ${folder} ?`,
    shortenLead: "Les messages plus vieux de ce dossier disparaissent bientôt, et ne reviennent pas.",
    shortenAct: "Oui, désormais",
  },

  accesses: accessesFr,

  you: {
    title: "Vous",
    name: "Nom",
    nameLead: "Un administrateur peut le changer.",
    addresses: "Adresses",
    addressesLead: "Avec un signe plus et un mot quelconque après le nom, chacune en fait beaucoup d’autres : nom+mot.",
    roles: "Rôles",
    roleNames: {
      owner: "Propriétaire",
      operator: "Exploitant",
      "security-officer": "Responsable de la sécurité",
      support: "Assistance",
      auditor: "Auditeur",
      "data-protection-officer": "Délégué à la protection des données",
      member: "Membre",
    },
    console: "Ouvrir la console",
    language: "Langue",
    languageLead: "De ces pages, et de ce que le service vous écrit.",
  },

  problems: {
    "not-signed-in": "Vous n’êtes plus connecté. Connectez-vous de nouveau.",
    "log-in-refused":
      "Aucun compte n’a cette adresse et ce mot de passe. Vérifiez les deux, et les majuscules du clavier.",
    "factor-refused": "Cette preuve n’est pas juste. Un code sert une fois, pendant une minute environ.",
    "too-many-attempts":
      "Il y a eu trop d’essais manqués, la porte est donc lente un moment. Attendez quelques minutes. Un appareil qui s’est déjà connecté n’est pas retenu par les autres.",
    "link-gone": "Ce lien a servi, a expiré, ou un plus récent l’a remplacé.",
    "record-gone": "Cela n’existe plus.",
    csrf: "Le serveur n’a pas reconnu cette page. Rechargez-la, puis réessayez.",
    conflict: "Cela ne peut se faire en l’état. Rechargez la page et regardez encore.",
    "mailbox-gone": "Votre boîte ne peut être ouverte ici. Connectez-vous de nouveau.",
    "invalid-request": "Le serveur n’accepte pas cela. Vérifiez ce que vous avez tapé.",
    "not-allowed": "Vos rôles ne le permettent pas.",
  },
};
