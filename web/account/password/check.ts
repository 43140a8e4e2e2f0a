/**
 * Whether a password may be chosen: the rules of `src/passwords`, with the filter of common passwords, which is fetched
 * when typing begins. Without it nothing is taken (fails closed). Beside them a gauge, which decides nothing.
 */
import { findFlaw, type Flaw } from "$src/passwords/rules";
import filterUrl from "../../../src/tempory/people/common_passwords.bin?url";

export type { Flaw };

/** Whose password it is: what it must not contain. */
export interface Owner {
  readonly name: string;
  readonly addresses: readonly string[];
}

export const contextOf = ({ name, addresses }: Owner): string[] => [name, ...addresses, "Tempory"];

let loading: Promise<Uint8Array> | undefined;

export async function flawOf(password: string, owner: Owner): Promise<Flaw | null> {
  loading ??= load();
  return findFlaw(password, contextOf(owner), await loading);
}

async function load(): Promise<Uint8Array> {
  try {
    const response = await fetch(filterUrl, { credentials: "omit" });
    if (!response.ok) throw new Error("unreachable");
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    loading = undefined; // the line may come back
    throw error;
  }
}
