import { trimEnd } from "$src/traces";

/** What a link really is, and what is suspicious about it. */
export interface Link {
  href: string;
  scheme: string;
  /** The link's address in three parts, the host to be emphasised. */
  before: string;
  host: string;
  after: string;
  /** The host that the link's text claims, when it is another one. */
  claimed: string | null;
  insecure: boolean;
  /** The host has letters beyond ASCII (punycode), which may imitate others. */
  foreign: boolean;
  /** The mail that it is in was judged dangerous. */
  dangerous?: true;
}

const NAMED = /(?:^|[\s<(])(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,24})(?=[/:?#\s>)]|$)/iu;

/** null for anything but http, https and mailto. */
export function readLink(href: string, text: string): Link | null {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  if (url.protocol === "mailto:") {
    const common = { scheme: "mailto", before: "", after: "", claimed: null, insecure: false, foreign: false };
    return { ...common, href: url.href, host: decode(url.pathname) };
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const at = url.href.indexOf(url.host, url.protocol.length + 2 + userinfo(url));
  return {
    href: url.href,
    scheme: url.protocol.slice(0, -1),
    before: url.href.slice(0, at),
    host: url.host,
    after: url.href.slice(at + url.host.length),
    claimed: claimedHost(text, url.hostname),
    insecure: url.protocol === "http:",
    foreign: url.hostname.split(".").some((label) => label.startsWith("xn--")),
  };
}

const userinfo = ({ username, password }: URL): number =>
  username || password ? username.length + (password ? password.length + 1 : 0) + 1 : 0;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A text such as "www.bank.example" that leads elsewhere. Sub- and parent domains count as the same place. */
function claimedHost(text: string, real: string): string | null {
  const claimed = NAMED.exec(text.trim())?.[1]
    ?.toLowerCase()
    .replace(/^www\./, "");
  if (!claimed) return null;
  const host = real.toLowerCase().replace(/^www\./, "");
  const related = host === claimed || host.endsWith(`.${claimed}`) || claimed.endsWith(`.${host}`);
  return related ? null : claimed;
}

export interface Run {
  text: string;
  href: string | null;
}

/** Cut plain text into runs, those that are web addresses with their link. */
export function linkify(text: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']+/gi)) {
    const url = trimEnd(match[0], ".,;:!?)]}»");
    if (match.index > from) runs.push({ text: text.slice(from, match.index), href: null });
    runs.push({ text: url, href: url });
    from = match.index + url.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), href: null });
  return runs;
}
