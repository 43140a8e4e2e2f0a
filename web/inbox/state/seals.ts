/** The page's side of sealing: what a token opens. Only the auth half is ever given away. */
import {
  AUTH_HALF,
  drawMailbox,
  encodeBase64,
  encodeSecret,
  IntegrityError,
  type KeyPair,
  openBody,
  openKeys,
  openProfile,
  openSummary,
  parseBase64,
  parseSecret,
  splitToken,
  type Summary,
  TOKEN,
  type TokenHalves,
} from "$src/sealing";
import type { Octets } from "$src/sealing";
import { openAnswer } from "$src/sealing/reports";
import type { Creation, Item, Mailbox } from "../api/types";

export interface Made {
  token: string;
  auth: string;
  creation: Creation;
}

/** Draw a mailbox's secrets here, and what the server is told of them. */
export async function makeMailbox(): Promise<Made> {
  const { token, halves, id, keys, wrap } = await drawMailbox();
  return {
    token: encodeSecret(TOKEN, token),
    auth: encodeSecret(AUTH_HALF, halves.auth),
    creation: { id, public_key: encodeBase64(keys.publicKey), wrapped_key: encodeBase64(wrap) },
  };
}

/** Opens what belongs to one token. The private key is unwrapped once, with the wrap that the server keeps. */
export class Opener {
  readonly auth: string;
  readonly #halves: TokenHalves;
  #keys: KeyPair | null = null;

  private constructor(halves: TokenHalves) {
    this.#halves = halves;
    this.auth = encodeSecret(AUTH_HALF, halves.auth);
  }

  static async of(token: string): Promise<Opener> {
    return new Opener(await splitToken(parseSecret(TOKEN, token)));
  }

  /** Unwrap the mailbox's key and return its address. */
  async address(mailbox: Mailbox): Promise<string> {
    const publicKey = parseBase64(mailbox.public_key);
    const opening = { keyHalf: this.#halves.key, mailbox: mailbox.id, publicKey };
    this.#keys ??= await openKeys(parseBase64(mailbox.wrapped_key), opening);
    return openProfile(this.#keys, parseBase64(mailbox.profile), { mailbox: mailbox.id });
  }

  /** null for a summary whose seal does not open: one broken message must not hide the others. */
  async summary(mailbox: string, item: Item): Promise<Summary | null> {
    if (!this.#keys) return null;
    try {
      return await openSummary(this.#keys, parseBase64(item.summary), { mailbox, message: item.id });
    } catch {
      return null;
    }
  }

  /** null for an answer whose seal does not open. */
  async answer(mailbox: string, sealed: Octets, report: string): Promise<string | null> {
    if (!this.#keys) return null;
    try {
      return await openAnswer(this.#keys, sealed, { mailbox, report });
    } catch {
      return null;
    }
  }

  async body(message: string, summary: Summary, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await openBody(sealed, { contentKey: summary.content_key, message });
    } catch (error) {
      throw error instanceof IntegrityError ? new Error("seal-broken") : error;
    }
  }
}
