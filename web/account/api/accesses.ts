/** What the access log holds of one's own mailbox. docs/access-log.md. */
import { jsonOf, request } from "./client";

export interface Access {
  readonly index: number;
  readonly at: string;
  /** `holder`, `machine:…`, or a pseudonym. */
  readonly who: string;
  readonly verb: string;
  readonly kind: string;
  readonly way: string;
  readonly result: "done" | "refused";
  readonly network: string | null;
  readonly message: string | null;
}

export interface AccessPage {
  readonly accesses: readonly Access[];
  readonly next: string | null;
}

export const accesses = (cursor: string | null) =>
  jsonOf<AccessPage>(`/mailbox/accesses?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);

/** A request to open this mailbox without its holder, once a second person has approved it. */
export interface Opening {
  readonly id: string;
  readonly reason: string;
  readonly asked_at: string;
  readonly ends_at: string | null;
}

export const openings = () => jsonOf<Opening[]>("/account/break-glass");

/** The receipt as the server wrote it: whoever checks it later wants it octet for octet. It may wait for a signature. */
export async function proofOf(index: number): Promise<Blob> {
  return (await request(`/mailbox/accesses/${index}/proof`, { patience: 100_000 })).blob();
}
