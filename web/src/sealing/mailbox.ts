/** A new mailbox as the page makes it, and the keys of one as the page opens it. */
import { drawSecret, splitToken, type TokenHalves } from "./credentials";
import { IntegrityError } from "./errors";
import { KeyPair } from "./keys";
import { draw, encodeHex, equal, type Octets } from "./octets";
import type { Secret } from "./secret";
import { unwrapPrivateKey, wrapPrivateKey } from "./wraps";

/** What the server is told: `id`, `keys.publicKey`, `wrap` and `halves.auth`. The token and `halves.key` stay here. */
export interface NewMailbox {
  readonly token: Secret;
  readonly halves: TokenHalves;
  readonly id: string;
  readonly keys: KeyPair;
  readonly wrap: Octets;
}

/** Draw a token, an id and a key pair, and wrap the private key under the token's key half. */
export async function drawMailbox(): Promise<NewMailbox> {
  const [token, id] = [drawSecret(), encodeHex(draw(16))];
  const [halves, keys] = await Promise.all([splitToken(token), KeyPair.draw()]);
  return { token, halves, id, keys, wrap: await wrapPrivateKey(keys.seed, { keyHalf: halves.key, mailbox: id }) };
}

/**
 * Unwrap a mailbox's private key. `IntegrityError` if the wrap is not of this key half and mailbox, or if the server seals
 * the mailbox's mail to another public key than its holder's.
 */
export async function openKeys(
  wrap: Octets,
  opening: { keyHalf: Secret; mailbox: string; publicKey: Octets },
): Promise<KeyPair> {
  const keys = await KeyPair.fromSeed(await unwrapPrivateKey(wrap, opening));
  if (equal(keys.publicKey, opening.publicKey)) return keys;
  throw new IntegrityError("the server seals this mailbox's mail to a key that is not its holder's");
}
