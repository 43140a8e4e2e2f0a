/** The private key wrapped under the holder's key half. The server adds the layer of its shred key, and takes it off. */
import { SECRET_OCTETS } from "./credentials";
import { IntegrityError } from "./errors";
import { concat, draw, parseId, utf8, type Octets } from "./octets";
import { Secret } from "./secret";

const FORMAT = 1;
const NONCE_OCTETS = 12;
export const INNER_WRAP_OCTETS = 1 + NONCE_OCTETS + SECRET_OCTETS + 16;

/** Return the inner wrap, 61 octets. */
export async function wrapPrivateKey(
  seed: Secret,
  { keyHalf, mailbox, random = draw }: { keyHalf: Secret; mailbox: string; random?: (size: number) => Octets },
): Promise<Octets> {
  const nonce = random(NONCE_OCTETS);
  const key = await importKey(keyHalf, "encrypt");
  const ciphertext = await crypto.subtle.encrypt(parameters(nonce, mailbox), key, seed.reveal());
  return concat(Uint8Array.of(FORMAT), nonce, new Uint8Array(ciphertext));
}

/** Return the seed in an inner wrap; `IntegrityError` if it is not of this key half and mailbox. */
export async function unwrapPrivateKey(
  wrap: Octets,
  { keyHalf, mailbox }: { keyHalf: Secret; mailbox: string },
): Promise<Secret> {
  const nonce = wrap.slice(1, 1 + NONCE_OCTETS);
  try {
    if (wrap.length !== INNER_WRAP_OCTETS || wrap[0] !== FORMAT) throw new IntegrityError("not a wrap");
    const key = await importKey(keyHalf, "decrypt");
    const seed = await crypto.subtle.decrypt(parameters(nonce, mailbox), key, wrap.slice(1 + NONCE_OCTETS));
    return new Secret(new Uint8Array(seed));
  } catch {
    throw new IntegrityError("a wrapped key was altered, or wrapped for another mailbox or holder");
  }
}

const importKey = (key: Secret, usage: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", key.reveal(), "AES-GCM", false, [usage]);

function parameters(iv: Octets, mailbox: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: concat(utf8("tempory/1 wrap\0"), parseId(mailbox)) };
}
