/**
 * What a message is found again by: where its links lead and what is attached, never its sender. The same traces as
 * src/tempory/verdict/traces.py makes, held to the same vectors. RFC 3986 §3.
 */
import { concat, utf8, type Octets } from "./sealing/octets";

const TARGET = /^https?:\/\/(?:[^/?#]*@)?([^/?#:@\s]+)(?::([0-9]*))?(?=[/?#]|$)([^?#]*)/i;
const USUAL_PORTS = new Set(["", "80", "443"]);

/** A link's host and path, without what differs for each reader; null for no link of the web. */
export function normaliseLink(target: string): string | null {
  const found = TARGET.exec(target);
  if (!found) return null;
  const [, host = "", port = "", path = ""] = found;
  const place = USUAL_PORTS.has(port) ? "" : `:${port}`;
  return trimEnd(host.toLowerCase(), ".") + place + trimEnd(path, "/");
}

/** Drop the characters of `ending` that a text ends in. One pass: a regular expression would look from each of them anew. */
export function trimEnd(text: string, ending: string): string {
  let end = text.length;
  while (end > 0 && ending.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

export const traceLink = (normal: string): Promise<Octets> => digest("link", utf8(normal));

export const traceFile = (content: Octets): Promise<Octets> => digest("file", content);

async function digest(kind: string, content: Octets): Promise<Octets> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(utf8(`${kind}\0`), content)));
}
