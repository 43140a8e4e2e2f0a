/**
 * What opens a member's mailbox: the password, app passwords, a passkey's PRF, a recovery secret, an escrow key.
 * docs/sealing.md, "Members". The same derivations as src/tempory/sealing/members.py, held to the same vectors.
 * RFC 9106 (Argon2id), RFC 8265 §4.2 (passwords in one form), RFC 5869 (HKDF).
 */
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { SECRET_OCTETS, type SecretKind, type TokenHalves } from "./credentials";
import { InvalidValueError } from "./errors";
import { seal } from "./keys";
import { concat, draw, parseId, utf8, type Octets } from "./octets";
import { Secret } from "./secret";

/** The halves of a member's password, an app password, and the secret of a one-time link. */
export const MEMBER_AUTH: SecretKind = "tpm_";
export const MEMBER_KEY: SecretKind = "tpn_";
export const APP_PASSWORD: SecretKind = "tpp_";
export const ENROLMENT: SecretKind = "tpe_";

/** RFC 9106 §3.1: `passes` is t, `lanes` is p, `memory_kibibytes` is m. Named as the API names them. */
export interface PasswordParameters {
  readonly passes: number;
  readonly lanes: number;
  readonly memory_kibibytes: number;
}

/** RFC 9106 §4, second choice. Less of anything is refused: a server that asks for less wants to guess. */
export const FLOOR: PasswordParameters = { passes: 3, lanes: 4, memory_kibibytes: 65_536 };
export const MEMBER_PARAMETERS = FLOOR;
export const CEILING: PasswordParameters = { passes: 16, lanes: 16, memory_kibibytes: 1_048_576 };
export const SALT_OCTETS = 16;
const RECOVERY_OCTETS = 20;
const RECOVERY_LETTERS = 32;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: no I, L, O, U

export function checkParameters(asked: PasswordParameters): void {
  for (const name of ["passes", "lanes", "memory_kibibytes"] as const) {
    if (Number.isInteger(asked[name]) && asked[name] >= FLOOR[name] && asked[name] <= CEILING[name]) continue;
    throw new InvalidValueError("these parameters would protect the password too little, or ask too much");
  }
}

/** Derive the auth half, which logs in, and the key half, which never leaves this page. Takes about a second. */
export async function splitPassword(
  password: string,
  salt: Octets,
  parameters: PasswordParameters,
  onProgress?: (share: number) => void,
): Promise<TokenHalves> {
  checkParameters(parameters);
  if (salt.length !== SALT_OCTETS) throw new InvalidValueError(`a salt has ${SALT_OCTETS} octets`);
  const derived = await argon2idAsync(utf8(password.normalize("NFC")), salt, {
    t: parameters.passes,
    p: parameters.lanes,
    m: parameters.memory_kibibytes,
    dkLen: SECRET_OCTETS,
    ...(onProgress ? { onProgress } : {}),
  });
  return split(new Uint8Array(derived), "password");
}

/** An app password is 32 random octets, so that no slow hash is needed. */
export async function splitAppPassword(secret: Secret): Promise<TokenHalves> {
  if (secret.length !== SECRET_OCTETS) throw new InvalidValueError(`an app password has ${SECRET_OCTETS} octets`);
  return split(secret.reveal(), "app");
}

/** What a passkey's PRF is evaluated at (WebAuthn Level 3 §10.1.4). */
export async function passkeySalt(): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8("tempory/1 passkey")));
}

export async function derivePasskeyKey(prfOutput: Octets): Promise<Secret> {
  if (prfOutput.length !== SECRET_OCTETS) throw new InvalidValueError(`a PRF gives ${SECRET_OCTETS} octets`);
  return derive(prfOutput, "passkey key half");
}

export const drawRecovery = (): Secret => new Secret(draw(RECOVERY_OCTETS));

export async function deriveRecoveryKey(recovery: Secret): Promise<Secret> {
  if (recovery.length !== RECOVERY_OCTETS) throw new InvalidValueError("not a recovery secret");
  return derive(recovery.reveal(), "recovery key half");
}

/** Write a recovery secret for paper: eight groups of four. */
export function encodeRecovery(recovery: Secret): string {
  const bits = Array.from(recovery.reveal(), (octet) => octet.toString(2).padStart(8, "0")).join("");
  const letters = Array.from({ length: RECOVERY_LETTERS }, (_, at) =>
    ALPHABET.charAt(parseInt(bits.slice(5 * at, 5 * at + 5), 2)),
  );
  return (letters.join("").match(/.{4}/g) ?? []).join("-");
}

/** Read a recovery secret as a person types it: any case, any spaces and dashes, I and L for 1, O for 0. */
export function parseRecovery(text: string): Secret {
  const letters = text.replace(/[\s-]/g, "").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
  const numbers = Array.from(letters, (letter) => ALPHABET.indexOf(letter));
  if (numbers.length !== RECOVERY_LETTERS || numbers.includes(-1)) {
    throw new InvalidValueError("a recovery secret has eight groups of four letters and digits");
  }
  const bits = numbers.map((number) => number.toString(2).padStart(5, "0")).join("");
  return new Secret(
    Uint8Array.from({ length: RECOVERY_OCTETS }, (_, at) => parseInt(bits.slice(8 * at, 8 * at + 8), 2)),
  );
}

/** Seal the private key to the organisation's offline key. */
export async function sealToEscrow(seed: Secret, escrowKey: Octets, mailbox: string): Promise<Octets> {
  const info = concat(utf8("tempory/1 escrow\0"), parseId(mailbox));
  return concat(Uint8Array.of(1), await seal(escrowKey, seed.reveal(), info));
}

async function split(secret: Octets, kind: string): Promise<TokenHalves> {
  const [auth, key] = await Promise.all([derive(secret, `${kind} auth half`), derive(secret, `${kind} key half`)]);
  return { auth, key };
}

async function derive(secret: Octets, label: string): Promise<Secret> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(`tempory/1 ${label}`) };
  return new Secret(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, SECRET_OCTETS * 8)));
}
