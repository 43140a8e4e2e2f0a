/** The holder's token, its two halves, and how each is written. docs/sealing.md, "From the token". */
import { InvalidValueError } from "./errors";
import { draw, encodeBase64Url, parseBase64Url, utf8, type Octets } from "./octets";
import { Secret } from "./secret";

export const SECRET_OCTETS = 32;

/** What a secret is for, as the prefix it is written with. A half can never be taken for the whole. */
export type SecretKind = "tpy_" | "tpa_" | "tpk_" | "tpm_" | "tpn_" | "tpp_" | "tpe_";
export const TOKEN: SecretKind = "tpy_";
export const AUTH_HALF: SecretKind = "tpa_";
export const KEY_HALF: SecretKind = "tpk_";

/** `auth` is shown to the server; `key` wraps the private key and never leaves this page. */
export interface TokenHalves {
  readonly auth: Secret;
  readonly key: Secret;
}

export const drawSecret = (): Secret => new Secret(draw(SECRET_OCTETS));

export const encodeSecret = (kind: SecretKind, secret: Secret): string => kind + encodeBase64Url(secret.reveal());

/** Read a secret of this kind; `InvalidValueError`, in words that repeat nothing of `text`, for anything else. */
export function parseSecret(kind: SecretKind, text: string): Secret {
  if (text.length === 47 && text.startsWith(kind)) {
    try {
      return new Secret(parseBase64Url(text.slice(4)));
    } catch {
      // The words below say it.
    }
  }
  throw new InvalidValueError("not a mailbox secret: it begins with tpy_ and 43 characters follow");
}

/** Derive both halves by HKDF-SHA256 (RFC 5869). */
export async function splitToken(token: Secret): Promise<TokenHalves> {
  if (token.length !== SECRET_OCTETS) throw new InvalidValueError(`a token has ${SECRET_OCTETS} octets`);
  const key = await crypto.subtle.importKey("raw", token.reveal(), "HKDF", false, ["deriveBits"]);
  const [auth, wrapping] = await Promise.all([derive(key, "tempory/1 auth half"), derive(key, "tempory/1 key half")]);
  return { auth: new Secret(auth), key: new Secret(wrapping) };
}

async function derive(key: CryptoKey, info: string): Promise<Octets> {
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, SECRET_OCTETS * 8));
}
