/** Ce qui se dit des images qu’un message ne fait que désigner. */
import type { remote as english } from "./remote.en";

const plural = (n: number, one: string, many: string) => (n < 2 ? one : many).replace("#", n.toLocaleString("fr"));

export const remote: typeof english = {
  trackers: (n, hosts) => `${plural(n, "# pixel espion", "# pixels espions")} de ${hosts}.`,
  trackersWhy: "De tels pixels disent à l’expéditeur qu’un message a été ouvert.",
  load: (n) => plural(n, "Charger # image par Tempory", "Charger # images par Tempory"),
  what: "L’expéditeur peut voir que le message a été ouvert, mais ni qui ni où vous êtes.",
  stays: "Les pixels espions restent bloqués, et avec eux tout ce qui n’est pas une image.",
  most: (n) => `D’un message, ${n} images au plus sont chargées.`,
  loading: (done, all) => `Chargement des images : ${done} sur ${all}…`,
  loaded: (n) => plural(n, "# image a été chargée par Tempory.", "# images ont été chargées par Tempory."),
  failed: (n) =>
    plural(
      n,
      "# n’a pas pu être obtenue, ou n’est pas de celles qui s’affichent.",
      "# n’ont pas pu être obtenues, ou ne sont pas de celles qui s’affichent.",
    ),
  dangerous: "Ce message étant dangereux, ses images ne sont pas chargées.",
};
