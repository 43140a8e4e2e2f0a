/** The two small sealed objects: a mailbox's profile and a message's summary. Each is 0x01 ‖ HPKE seal. */
import { IntegrityError } from "./errors";
import type { KeyPair } from "./keys";
import { concat, parseId, utf8, type Octets } from "./octets";
import { decodeSummary, type Summary } from "./summary";

const FORMAT = 1;
const SEAL_OVERHEAD = 1 + 1120 + 16;
const MAX_PROFILE_OCTETS = 4096;
export const MAX_SUMMARY_OCTETS = 1024 * 1024;

/** Open a profile and return the mailbox's address. */
export async function openProfile(keys: KeyPair, sealed: Octets, { mailbox }: { mailbox: string }): Promise<string> {
  const info = concat(utf8("tempory/1 profile\0"), parseId(mailbox));
  const plaintext = await open(keys, sealed, info, MAX_PROFILE_OCTETS);
  try {
    const profile: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
    const { v, address } = profile as { v?: unknown; address?: unknown };
    if (v === 1 && typeof address === "string" && /^[^\p{Cc}]+@[^\p{Cc}@]+$/u.test(address)) return address;
  } catch {
    // The words below say it.
  }
  throw new IntegrityError("a profile is not of this format");
}

/** Open and read a message's summary; `IntegrityError` if it is not this message's. */
export async function openSummary(
  keys: KeyPair,
  sealed: Octets,
  { mailbox, message }: { mailbox: string; message: string },
): Promise<Summary> {
  const info = concat(utf8("tempory/1 summary\0"), parseId(mailbox), parseId(message));
  return decodeSummary(await open(keys, sealed, info, MAX_SUMMARY_OCTETS));
}

async function open(keys: KeyPair, sealed: Octets, info: Octets, maxOctets: number): Promise<Octets> {
  if (sealed[0] !== FORMAT || sealed.length > SEAL_OVERHEAD + maxOctets) {
    throw new IntegrityError("not a sealed object of this format");
  }
  return keys.open(sealed.slice(1), info);
}
