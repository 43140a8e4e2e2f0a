/** What is said of somebody's roles, and who may decide on a right. */
import type { Grant, Right, Role, Staff } from "../api/types";
import { ROLES } from "../api/types";

/** As the server writes it: `tempory.people.factors.NO_FACTOR`, `tempory.people.reviews.NOT_ATTESTED`. */
export type Resting = "factor" | "attested" | "other" | null;

export function restingFor({ suspended }: Pick<Grant, "suspended">): Resting {
  if (suspended === "") return null;
  if (suspended === "no second factor") return "factor";
  return suspended === "not attested" ? "attested" : "other";
}

export const grantsByMember = (staff: readonly Staff[]): Map<string, readonly Grant[]> =>
  new Map(staff.map(({ member, roles }) => [member, roles]));

/** Roles that somebody does not hold in force: those may be granted. */
export function grantable(held: readonly Grant[]): Role[] {
  const inForce = new Set(held.filter(({ suspended }) => suspended !== "not attested").map(({ role }) => role));
  return ROLES.filter((role) => !inForce.has(role));
}

export const isOpen = ({ decision }: Pick<Right, "decision">): boolean => decision === "open";

export const decided = (rights: readonly Right[]): number => rights.filter((right) => !isOpen(right)).length;

/** Nobody decides on their own right. */
export const isOwn = ({ member }: Pick<Right, "member">, me: string): boolean => member === me;

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a person is the one looked for: any part of the name or of an address, whatever the accents. */
export function isLookedFor(person: { name: string; addresses: readonly string[] }, wanted: string): boolean {
  const part = fold(wanted.trim());
  return part === "" || [person.name, ...person.addresses].some((text) => fold(text).includes(part));
}
