/**
 * Passkeys in this browser, and their PRF (WebAuthn Level 3 §10.1.4): a secret that only this passkey gives, under which
 * the mailbox's key is wrapped. A passkey without it is a second factor all the same.
 */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type AuthenticationExtensionsClientInputs,
} from "@simplewebauthn/browser";
import { derivePasskeyKey, passkeySalt } from "$src/sealing/members";
import { draw, encodeBase64Url } from "$src/sealing/octets";
import type { Secret } from "$src/sealing";
import type { CreationOptions, NewPasskey, PasskeyAnswer, RequestOptions } from "../api/types";

export const canUsePasskeys = (): boolean => browserSupportsWebAuthn();

export interface Registered {
  readonly passkey: NewPasskey;
  /** What wraps the mailbox's key; null if this passkey has no PRF. */
  readonly keyHalf: Secret | null;
}

export interface Shown {
  readonly passkey: PasskeyAnswer;
  readonly keyHalf: Secret | null;
}

/** Make a passkey. Some authenticators give their PRF only when they are asked again: then they are. */
export async function register(options: CreationOptions): Promise<Registered> {
  const extensions = { ...options.extensions, ...(await prf()) };
  const passkey = await startRegistration({ optionsJSON: { ...options, extensions } });
  const found = outputOf(passkey);
  const shown = withoutOutput(passkey);
  if (found.output || !found.enabled) return { passkey: shown, keyHalf: await keyFrom(found.output) };
  const again: RequestOptions = {
    challenge: encodeBase64Url(draw(32)),
    ...(options.rp.id && { rpId: options.rp.id }),
    allowCredentials: [{ id: passkey.id, type: "public-key" }],
    userVerification: "required",
  };
  return { passkey: shown, keyHalf: await askAgain(again) };
}

/** The passkey is made already: whoever closes the second question has a second factor all the same. */
async function askAgain(options: RequestOptions): Promise<Secret | null> {
  try {
    return (await show(options)).keyHalf;
  } catch (error) {
    if (wasCancelled(error)) return null;
    throw error;
  }
}

/** Ask for a passkey that is there. */
export async function show(options: RequestOptions): Promise<Shown> {
  const extensions = { ...options.extensions, ...(await prf()) };
  const passkey = await startAuthentication({ optionsJSON: { ...options, extensions } });
  return { passkey: withoutOutput(passkey), keyHalf: await keyFrom(outputOf(passkey).output) };
}

/** Whether the person closed the browser's question, which is no failure. */
export const wasCancelled = (error: unknown): boolean =>
  error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");

const prf = async () => ({ prf: { eval: { first: await passkeySalt() } } }) as AuthenticationExtensionsClientInputs;

const keyFrom = async (output: Uint8Array<ArrayBuffer> | null) => (output ? derivePasskeyKey(output) : null);

interface PrfResult {
  readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: ArrayBuffer } };
}

function outputOf({ clientExtensionResults }: NewPasskey | PasskeyAnswer) {
  const { prf } = clientExtensionResults as PrfResult;
  const first = prf?.results?.first;
  return { enabled: prf?.enabled === true, output: first ? new Uint8Array(first.slice(0)) : null };
}

/** What goes to the server: without the PRF's output, which is as good as the key. */
export function withoutOutput<T extends NewPasskey | PasskeyAnswer>(answer: T): T {
  return { ...answer, clientExtensionResults: {} };
}
