/** How a request to break the glass stands, and who may approve it. The server decides; this only does not offer in vain. */
import type { Glass, StaffSession } from "../api/types";
import { may } from "./staff";

export type GlassState = "waiting" | "open" | "over";

export function stateOf({ ends_at }: Pick<Glass, "ends_at">, now: number): GlassState {
  if (ends_at === null) return "waiting";
  return Date.parse(ends_at) > now ? "open" : "over";
}

/** A second person: neither who asked nor whose mailbox it is. */
export const mayApprove = (
  { approved_by, asked_by, member }: Pick<Glass, "approved_by" | "asked_by" | "member">,
  session: Pick<StaffSession, "permissions" | "member">,
): boolean =>
  approved_by === null &&
  asked_by !== session.member &&
  member !== session.member &&
  may(session, "break-glass.approve");
