/** La file des signalements de l’équipe de sécurité, en français. */
import type { reports as english } from "./reports.en";

const plural = (n: number, one: string, many: string) =>
  n < 2 ? one.replace("1", n.toLocaleString("fr")) : many.replace("#", n.toLocaleString("fr"));

export const reports: typeof english = {
  title: "Messages signalés",
  lead: "Ce qui a été remis, scellé pour la clé de l’équipe de sécurité. Cela ne s’ouvre que dans cette page ; le serveur n’en a pas la clé, et chaque ouverture est montrée à qui l’a remis depuis une boîte d’ici.",
  refresh: "Regarder à nouveau",
  counts: (open, confirmed, harmless) => `en attente : ${open}, confirmés : ${confirmed}, inoffensifs : ${harmless}`,
  eldest: (ago) => `Le plus ancien en attente fut signalé ${ago}.`,
  none: "Rien n’a été signalé.",
  queue: "File",
  states: { open: "En attente", confirmed: "Hameçonnage", harmless: "Inoffensif" },
  channels: {
    page: "depuis la page",
    api: "par l’API",
    keyword: "depuis un logiciel de messagerie",
    forward: "par transfert",
  },
  item: (ago, channel, size) => `Signalé ${ago}, ${channel}, ${size}`,
  open: "Ouvrir",
  openLabel: (ago) => `Ouvrir le signalement (${ago})`,
  decided: (ago) => `tranché ${ago}`,
  found: (n) => plural(n, "retrouvé dans 1 boîte", "retrouvé dans # boîtes"),
  noKeyOfIt: "Il est scellé pour une clé que vous n’avez pas.",

  key: {
    title: "La clé de l’équipe",
    none: "Il n’y a pas encore de clé, rien ne peut donc être signalé. Elle est tirée ici, dans ce navigateur, et scellée pour la boîte de chaque personne qui lit les signalements.",
    make: "Créer la clé de l’équipe",
    made: "L’équipe a une clé ; on peut signaler des messages",
    missing: "Vous n’avez pas encore la clé en usage. Un collègue qui l’a peut vous la donner ici.",
    lacking: (names) => `Sans la clé : ${names}.`,
    give: "Leur donner la clé",
    given: "Ils ont la clé maintenant",
    held: (names, day) => `Créée le ${day}, détenue par ${names}.`,
    replace: "Remplacer la clé",
    replaceLead:
      "Après un départ de l’équipe : ce qui est signalé dès lors est scellé pour une nouvelle clé. Les signalements présents restent scellés pour l’ancienne.",
  },

  report: {
    title: "Le signalement",
    opening: "Ouverture du sceau…",
    broken: "Le sceau ne s’ouvre pas : ce qui fut remis a été altéré, ou mal scellé par qui l’a signalé.",
    from: "De",
    to: "À",
    date: "Date",
    subject: "Objet",
    noSubject: "Sans objet",
    text: "Texte",
    noText: "Ce message n’a pas de texte.",
    source: "Source",
    sourceCut: (shown, all) => `Les premiers ${shown} sur ${all}.`,
    save: "Enregistrer en fichier (.eml)",
    saveWhy: "Il peut être dangereux : ne l’ouvrez que là où rien ne peut arriver.",
    clues: "Ce à quoi on le reconnaît",
    cluesLead:
      "Choisissez des liens et des fichiers propres au faux, et aucun qu’un courrier inoffensif aurait aussi. Seul est cherché le courrier des 14 derniers jours qui portait une mise en garde, par empreintes ; le courrier de personne n’est ouvert.",
    noClues: "Il n’a ni lien ni fichier.",
    file: "Fichier",
    link: "Lien",
    search: "Chercher",
    sightings: (messages, mailboxes) =>
      messages === 0
        ? "Introuvable ailleurs parmi le courrier mis en garde."
        : `${plural(messages, "1 message", "# messages")} dans ${plural(mailboxes, "1 boîte", "# boîtes")}`,
    answer: "Réponse à la personne",
    answerHint:
      "Facultative, 1 000 caractères au plus. Les remerciements s’ajoutent d’eux-mêmes. Elle part aussi en lettre.",
    gone: "La boîte a été oubliée depuis, personne ne peut donc recevoir de réponse.",
    stranger: "Une personne sans boîte ici l’a transféré, personne ne reçoit donc de réponse.",
    confirm: "C’est de l’hameçonnage",
    harmless: "C’est inoffensif",
    close: "Fermer",
    decidedAlone: { confirmed: "Confirmé", harmless: "Marqué inoffensif" },
    decidedNow: {
      confirmed: "Confirmé ; la personne est prévenue",
      harmless: "Marqué inoffensif ; la personne est prévenue",
    },
  },
};
