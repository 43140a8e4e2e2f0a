/** The last checkpoint that this browser found good: what the log says later has to continue it. */
import type { LogKey } from "./note";
import type { Tree } from "./merkle";
import { encodeBase64, parseBase64 } from "$src/sealing/octets";

const KEY = "tempory.console.log";

export interface Held extends Tree {
  /** The log's key as it was when this browser first saw it. */
  readonly key: string;
  readonly at: string;
}

export function recallHeld(): Held | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { key, size, root, at } = kept as Record<string, unknown>;
    if (typeof key !== "string" || typeof size !== "number" || typeof root !== "string") return null;
    return { key, size, root: parseBase64(root), at: typeof at === "string" ? at : "" };
  } catch {
    return null;
  }
}

export function keepHeld({ key, size, root, at }: Held): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ key, size, root: encodeBase64(root), at }));
  } catch {
    // Then the next visit begins anew.
  }
}

/** What people compare with `log.pub`: the name and the id of the key. */
export const shortKey = ({ name, id }: LogKey): string =>
  `${name}+${Array.from(id, (octet) => octet.toString(16).padStart(2, "0")).join("")}`;
