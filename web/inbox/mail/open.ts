/** A message, opened: its seal taken off, its MIME parts read. All of it happens here in the browser. */
import PostalMime, { type Attachment as Part, type Email } from "postal-mime";
import type { Letter } from "../state/letter";
import type { Reporting } from "../state/reporting.svelte";
import { isDangerous, isLocked, safeName } from "./danger";
import { isTooHeavy, wordsOf } from "./weight";

export interface File {
  name: string;
  type: string;
  size: number;
  dangerous: boolean;
  /** An archive that asks for a password. */
  locked: boolean;
  /** Without angle brackets, as `cid:` names it. */
  contentId: string | null;
  blob: Blob;
}

export interface Mail {
  html: string | null;
  text: string;
  /** Why `html` is null though the mail has it, or why there is nothing but the source. */
  spared: "heavy" | "malformed" | null;
  headers: { name: string; value: string }[];
  files: File[];
  raw: Uint8Array<ArrayBuffer>;
}

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const KEPT = 8;
const opened = new Map<string, Promise<Mail>>();

/** What gives a letter's raw message, its seal taken off, and the pictures that one points at. */
export interface Source {
  raw(letter: Letter): Promise<Uint8Array<ArrayBuffer>>;
  picture(url: string): Promise<Blob>;
  readonly reporting?: Reporting;
}

/** Open a letter. The last few stay open, so that going back and forth costs nothing. */
export function openMail(box: Source, letter: Letter): Promise<Mail> {
  const had = opened.get(letter.id);
  if (had) return had;
  const mail = box.raw(letter).then(read);
  opened.set(letter.id, mail);
  mail.catch(() => opened.delete(letter.id));
  for (const id of [...opened.keys()].slice(0, -KEPT)) opened.delete(id);
  return mail;
}

/** Forget what was opened, when the mailbox is. */
export const closeAll = (): void => opened.clear();

export async function read(raw: Uint8Array<ArrayBuffer>): Promise<Mail> {
  const limits = { maxNestingDepth: 100, maxHeadersSize: 512 * 1024, forceRfc822Attachments: true };
  let parsed: Email;
  try {
    parsed = await new PostalMime(limits).parse(raw);
  } catch {
    return { html: null, text: "", spared: "malformed", headers: [], files: [], raw };
  }
  const html = parsed.html?.trim() ? parsed.html : null;
  const text = parsed.text?.trim() ? parsed.text : "";
  const heavy = html !== null && isTooHeavy(html);
  return {
    html: heavy ? null : html,
    text: heavy ? text || wordsOf(html) : text,
    spared: heavy ? "heavy" : null,
    headers: parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    files: parsed.attachments.map(fileOf),
    raw,
  };
}

function fileOf(part: Part, index: number): File {
  const content = typeof part.content === "string" ? new TextEncoder().encode(part.content) : part.content;
  const bytes = new Uint8Array(content);
  const name = safeName(part.filename ?? "", "");
  return {
    name,
    type: part.mimeType,
    size: bytes.byteLength,
    dangerous: isDangerous(name, part.mimeType),
    locked: isLocked(bytes),
    contentId: part.contentId?.replace(/^<|>$/g, "") ?? null,
    // Only plain pictures keep their type: a blob: URL is of this page's origin and must never be a document.
    blob: new Blob([bytes], { type: PICTURES.test(part.mimeType) ? part.mimeType : "application/octet-stream" }),
    ...(name === "" && { name: `${index + 1}.${extensionOf(part.mimeType)}` }),
  };
}

const extensionOf = (type: string): string =>
  type === "message/rfc822" ? "eml" : (/^[a-z]+\/([a-z0-9]{1,8})$/.exec(type)?.[1] ?? "bin");

export const isPicture = (file: File): boolean => PICTURES.test(file.blob.type);

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
