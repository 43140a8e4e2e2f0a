/** By what a reported message can be found in other mailboxes: its links and its files, each once. */
import { encodeBase64 } from "$src/sealing";
import { normaliseLink, traceFile, traceLink } from "$src/traces";
import { linkify } from "$inbox/mail/links";
import type { Mail } from "$inbox/mail/open";

export interface Clue {
  readonly kind: "link" | "file";
  /** A link's host and path, or a file's name. */
  readonly name: string;
  readonly trace: string;
}

const MOST = 40;
const HREF = /<(?:a|area)\s(?:[^<>]*?[\s"'])?href\s*=\s*(?:"([^"<>]*)|'([^'<>]*)|([^\s"'<>]+))/gi;

/** Where links in markup lead. Nothing is built of the markup: it is a stranger's. */
export function targetsOf(html: string): string[] {
  return [...html.matchAll(HREF)].map(([, double, single, bare]) => unescape(double ?? single ?? bare ?? "").trim());
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(String(hex), 16) : null;
    if (code !== null) return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return ENTITIES[String(name).toLowerCase()] ?? whole;
  });
}

export async function cluesOf(mail: Mail): Promise<Clue[]> {
  const targets = [...linkify(mail.text).flatMap(({ href }) => href ?? []), ...(mail.html ? targetsOf(mail.html) : [])];
  const places = [...new Set(targets.map(normaliseLink).filter((normal) => normal !== null))].slice(0, MOST);
  const links = places.map(async (name) => ({
    kind: "link" as const,
    name,
    trace: encodeBase64(await traceLink(name)),
  }));
  const files = mail.files
    .filter(({ size }) => size > 0)
    .slice(0, 10)
    .map(async ({ name, blob }) => {
      const trace = await traceFile(new Uint8Array(await blob.arrayBuffer()));
      return { kind: "file" as const, name, trace: encodeBase64(trace) };
    });
  return Promise.all([...links, ...files]);
}
