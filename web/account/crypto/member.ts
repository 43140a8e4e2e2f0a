/** What the page makes for a member, and what the server is told of it. docs/sealing.md, "Members". */
import {
  encodeBase64,
  encodeSecret,
  drawSecret,
  KeyPair,
  openKeys,
  parseBase64,
  type Secret,
  type TokenHalves,
  wrapPrivateKey,
} from "$src/sealing";
import {
  APP_PASSWORD,
  deriveRecoveryKey,
  drawRecovery,
  encodeRecovery,
  MEMBER_AUTH,
  MEMBER_PARAMETERS,
  parseRecovery,
  type PasswordParameters,
  SALT_OCTETS,
  sealToEscrow,
  splitAppPassword,
} from "$src/sealing/members";
import { draw, encodeHex } from "$src/sealing/octets";
import type { NewMember, NewPassword, Salted, Session } from "../api/types";

/** A mailbox's key pair together with which mailbox it is of: every wrap is bound to both. */
export interface MemberKeys {
  readonly mailbox: string;
  readonly pair: KeyPair;
}

export const drawSalt = (parameters: PasswordParameters = MEMBER_PARAMETERS): Salted => ({
  passes: parameters.passes,
  lanes: parameters.lanes,
  memory_kibibytes: parameters.memory_kibibytes,
  salt: encodeBase64(draw(SALT_OCTETS)),
});

export const authHalf = (halves: TokenHalves): string => encodeSecret(MEMBER_AUTH, halves.auth);

export const drawKeys = async (): Promise<MemberKeys> => ({ mailbox: encodeHex(draw(16)), pair: await KeyPair.draw() });

export async function wrap({ mailbox, pair }: MemberKeys, keyHalf: Secret): Promise<string> {
  return encodeBase64(await wrapPrivateKey(pair.seed, { keyHalf, mailbox }));
}

export async function newPassword(keys: MemberKeys, salted: Salted, halves: TokenHalves): Promise<NewPassword> {
  return { ...salted, auth_half: authHalf(halves), wrapped_key: await wrap(keys, halves.key) };
}

/** A recovery phrase as it is written down, and the private key under it. */
export interface Recovery {
  readonly phrase: string;
  readonly wrapped: string;
}

export async function newRecovery(keys: MemberKeys): Promise<Recovery> {
  const secret = drawRecovery();
  return { phrase: encodeRecovery(secret), wrapped: await wrap(keys, await deriveRecoveryKey(secret)) };
}

/** All that enrolment sends. `escrowKey` is the organisation's, which the page has told of. */
export async function newMember(
  keys: MemberKeys,
  password: NewPassword,
  recovery: Recovery,
  escrowKey: string | null,
): Promise<NewMember> {
  const made = {
    ...password,
    id: keys.mailbox,
    public_key: encodeBase64(keys.pair.publicKey),
    recovery_wrap: recovery.wrapped,
  };
  if (escrowKey === null) return made;
  const sealed = await sealToEscrow(keys.pair.seed, parseBase64(escrowKey), keys.mailbox);
  return { ...made, escrow_wrap: encodeBase64(sealed) };
}

type Opened = Pick<Session, "mailbox" | "public_key">;

/** Take the private key out of a wrap; `IntegrityError` if it is not under this key half, or not this mailbox's. */
export async function open({ mailbox, public_key }: Opened, wrapped: string, keyHalf: Secret): Promise<MemberKeys> {
  const publicKey = parseBase64(public_key ?? "");
  return {
    mailbox: mailbox ?? "",
    pair: await openKeys(parseBase64(wrapped), { keyHalf, mailbox: mailbox ?? "", publicKey }),
  };
}

export const openWithPhrase = async (opened: Opened, wrapped: string, phrase: string): Promise<MemberKeys> =>
  open(opened, wrapped, await deriveRecoveryKey(parseRecovery(phrase)));

/** An app password: `text` is shown once; the server is told the rest. One for sending only wraps nothing. */
export async function newAppPassword(
  keys: MemberKeys | null,
): Promise<{ readonly text: string; readonly auth_half: string; readonly wrapped_key?: string }> {
  const secret = drawSecret();
  const halves = await splitAppPassword(secret);
  const made = { text: encodeSecret(APP_PASSWORD, secret), auth_half: encodeBase64(halves.auth.reveal()) };
  return keys === null ? made : { ...made, wrapped_key: await wrap(keys, halves.key) };
}
