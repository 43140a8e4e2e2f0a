/** A message as the list shows it: what the server says of it, and the summary that this page opened. */
import type { Party, Summary } from "$src/sealing";
import type { Item } from "../api/types";

export interface Letter {
  id: string;
  uid: number;
  received: number;
  size: number;
  seen: boolean;
  /** null when the seal does not open: the message was altered, or sealed for somebody else. */
  summary: Summary | null;
  /** Arrived while the page was open: drawn in with a motion. */
  fresh: boolean;
}

export function letterFrom(item: Item, summary: Summary | null, fresh: boolean): Letter {
  const { id, uid, size, seen } = item;
  return { id, uid, size, seen, summary, fresh, received: Date.parse(item.received_at) };
}

export const senderOf = ({ summary }: Letter): Party | null =>
  summary?.envelope.from[0] ?? summary?.envelope.sender[0] ?? null;
