/** Octets and the texts they are written as. Each has one text and each text one meaning; anything else raises. */
import { InvalidValueError } from "./errors";

export type Octets = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export const utf8 = (text: string): Octets => encoder.encode(text);

export function concat(...parts: readonly Uint8Array[]): Octets {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}

/** Standard base64 with padding, RFC 4648 §4. */
export function encodeBase64(octets: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < octets.length; at += 8192) binary += String.fromCharCode(...octets.subarray(at, at + 8192));
  return btoa(binary);
}

export function parseBase64(text: string): Octets {
  let octets: Octets;
  try {
    octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new InvalidValueError("not base64");
  }
  // atob passes over white space, missing padding and unused bits.
  if (encodeBase64(octets) !== text) throw new InvalidValueError("not base64");
  return octets;
}

/** base64url without padding, RFC 4648 §5. */
export function encodeBase64Url(octets: Uint8Array): string {
  return encodeBase64(octets).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function parseBase64Url(text: string): Octets {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new InvalidValueError("not base64url");
  const padding = "=".repeat((4 - (text.length % 4)) % 4);
  return parseBase64(text.replaceAll("-", "+").replaceAll("_", "/") + padding);
}

export function encodeHex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** A mailbox's or message's id: 16 octets as 32 lower-case hexadecimal digits. */
export function parseId(text: string): Octets {
  if (!/^[0-9a-f]{32}$/.test(text)) throw new InvalidValueError("an id has 32 lower-case hexadecimal digits");
  return Uint8Array.from({ length: 16 }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

/** Octets nobody can guess. */
export function draw(size: number): Octets {
  return crypto.getRandomValues(new Uint8Array(size));
}
