/** Who sees what, and what is missing for who sees nothing. The server decides; this only does not offer in vain. */
import type { Account } from "$account/api/types";
import type { Permission, StaffSession } from "../api/types";

export const SECTIONS = ["home", "reports", "people", "reviews", "glass", "log", "policy"] as const;
export type Section = (typeof SECTIONS)[number];

const NEEDS: Record<Section, Permission> = {
  home: "service.read",
  reports: "reports.read",
  people: "people.read",
  reviews: "reviews.read",
  glass: "break-glass.approve",
  log: "log.read",
  policy: "service.read",
};

type Permitted = Pick<StaffSession, "permissions"> | null;

export const may = (session: Permitted, permission: Permission): boolean =>
  session?.permissions.includes(permission) ?? false;

export const sectionsOf = (session: Permitted): Section[] => SECTIONS.filter((each) => may(session, NEEDS[each]));

export type Missing = "session" | "factor" | "proof" | "review" | "role" | null;

/** What stands between this browser and the console. */
export function missing(
  session: Pick<StaffSession, "permissions" | "second_factor" | "mode"> | null,
  account: Pick<Account, "roles" | "suspended_roles" | "factors"> | null,
): Missing {
  if (session === null) return "session";
  if (sectionsOf(session).length > 0) return null;
  const suspended = Object.values(account?.suspended_roles ?? {});
  const holds = (account?.roles ?? []).some((role) => role !== "member");
  if (account?.factors.length === 0 && (holds || suspended.length > 0)) return "factor";
  if (holds && session.mode !== "staff") return "proof";
  return suspended.length > 0 ? "review" : "role";
}
