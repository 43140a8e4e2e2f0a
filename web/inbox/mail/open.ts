/** A message, opened: its seal taken off, its MIME parts read. All of it happens here in the browser. */
import PostalMime, { type Address, type Attachment as Part } from "postal-mime";
import type { Box } from "../state/box.svelte";
import type { Letter } from "../state/letter";
import { isDangerous, safeName } from "./danger";

export interface File {
  name: string;
  type: string;
  size: number;
  dangerous: boolean;
  /** Without angle brackets, as `cid:` names it. */
  contentId: string | null;
  blob: Blob;
}

export interface Mail {
  html: string | null;
  text: string;
  headers: { name: string; value: string }[];
  files: File[];
  raw: Uint8Array<ArrayBuffer>;
  /** Header and subject as MIME gives them, for what the summary leaves out. */
  replyTo: string[];
}

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const KEPT = 8;
const opened = new Map<string, Promise<Mail>>();

/** Open a letter. The last few stay open, so that going back and forth costs nothing. */
export function openMail(box: Box, letter: Letter): Promise<Mail> {
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
  const limits = { maxNestingDepth: 100, maxHeadersSize: 1024 * 1024, forceRfc822Attachments: true };
  const parsed = await new PostalMime(limits).parse(raw);
  return {
    html: parsed.html?.trim() ? parsed.html : null,
    text: parsed.text?.trim() ? parsed.text : "",
    headers: parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    files: parsed.attachments.map(fileOf),
    raw,
    replyTo: (parsed.replyTo ?? []).flatMap(flat),
  };
}

const flat = (address: Address): string[] =>
  address.group ? address.group.map((one) => one.address) : [address.address ?? ""];

function fileOf(part: Part, index: number): File {
  const content = typeof part.content === "string" ? new TextEncoder().encode(part.content) : part.content;
  const bytes = new Uint8Array(content);
  const name = safeName(part.filename ?? "", "");
  return {
    name,
    type: part.mimeType,
    size: bytes.byteLength,
    dangerous: isDangerous(name, part.mimeType),
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
