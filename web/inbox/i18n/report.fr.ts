/** Signaler un message à l’équipe de sécurité, en français. */
import type { report as english } from "./report.en";

const days = (n: number) => (n === 1 ? "1 jour" : `${n.toLocaleString("fr")} jours`);

export const report: typeof english = {
  act: "Signaler un hameçonnage",
  title: "Signaler ce message ?",
  lead: "L’équipe de sécurité de ce service l’examinera et vous dira ce que c’est.",
  what: "Vous remettez ce seul message, en entier : expéditeur, texte, liens et pièces jointes. Vos autres messages restent scellés.",
  who: "Il est scellé ici, dans ce navigateur, pour que seule l’équipe de sécurité puisse l’ouvrir ; le serveur ne le peut pas.",
  long: (n: number) =>
    `L’équipe le garde ${days(n)} au plus, même si cette boîte est oubliée avant. Tant que personne n’a tranché, vous pouvez le reprendre.`,
  answer: "La réponse s’affiche ici et vous parvient aussi par lettre, dans votre boîte.",
  yes: "Remettre ce message",
  no: "Le garder scellé",
  going: "Scellement…",
  done: "Signalé. Merci !",
  tooLarge: (most: string) => `Ce message dépasse les ${most} qui peuvent être remis.`,
  states: {
    open: "Vous avez signalé ce message",
    confirmed: "L’équipe de sécurité l’affirme : c’est de l’hameçonnage",
    harmless: "L’équipe de sécurité l’affirme : c’est inoffensif",
  },
  since: (when: string) => `Signalé ${when}. L’équipe de sécurité va l’examiner.`,
  found: {
    confirmed: "C’est un faux. N’en suivez pas les liens, n’en ouvrez pas les fichiers, supprimez-le.",
    harmless: "Elle n’y a rien trouvé de dangereux. Vous avez bien fait de demander.",
  },
  thanks: "Merci de l’avoir signalé : vous aidez tout le monde ici.",
  withdraw: "Reprendre le signalement",
  withdrawn: "Repris ; ce que vous aviez remis est effacé.",
  keyword: {
    label: "Signaler ce que je marque comme hameçonnage dans un logiciel",
    lead: (n: number) =>
      `Quand un logiciel de messagerie pose la marque $Phishing sur un message, ce seul message est remis à l’équipe de sécurité, qui le garde ${days(n)} au plus. Certains logiciels la posent d’eux-mêmes ; c’est pourquoi rien n’est signalé avant que vous l’activiez.`,
    on: "Marquer un message comme hameçonnage le signale désormais",
    off: "Les marques ne signalent plus rien",
  },
};
