/** The JSON inside a sealed summary: what a list of messages shows, and the key of the message's body. */
import { SECRET_OCTETS } from "./credentials";
import { IntegrityError } from "./errors";
import { parseBase64 } from "./octets";
import { Secret } from "./secret";

/** One author or recipient as the message names it. `address` is what was written, valid or not. */
export interface Party {
  readonly name: string;
  readonly address: string;
}

/** RFC 5322 §3.6, decoded. `date` is as written; an absent field is empty. */
export interface Envelope {
  readonly from: readonly Party[];
  readonly sender: readonly Party[];
  readonly reply_to: readonly Party[];
  readonly to: readonly Party[];
  readonly cc: readonly Party[];
  readonly subject: string;
  readonly date: string;
  readonly message_id: string;
  readonly in_reply_to: string;
}

/** `size` in octets, decoded; `index` names it in the API. */
export interface Attachment {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly inline: boolean;
  readonly content_id: string | null;
}

/** Who sent it, as far as that was found out on arrival. `domain` is the author's; `reasons` are codes. */
export interface Authentication {
  readonly state: "verified" | "unverified" | "pretends";
  readonly domain: string;
  readonly reasons: readonly string[];
}

/** Whether it is dangerous, as far as that was found out on arrival: weightiest reasons first. */
export interface Verdict {
  readonly level: "none" | "suspicious" | "dangerous";
  /** The probability, from 0 to 1. */
  readonly score: number;
  readonly reasons: readonly VerdictReason[];
}

/** `evidence` is what of the message it rests on, written by its sender; empty if there is none. */
export interface VerdictReason {
  readonly code: string;
  readonly evidence: string;
}

export interface Summary {
  readonly content_key: Secret;
  readonly envelope: Envelope;
  readonly recipient: string;
  readonly return_path: string;
  readonly size: number;
  readonly preview: string;
  readonly codes: readonly string[];
  readonly links: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly structure: unknown;
  /** Undefined: the message did not arrive, its holder put it there. */
  readonly authentication: Authentication | undefined;
  /** Undefined likewise. */
  readonly verdict: Verdict | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Read a summary's JSON; `IntegrityError` for anything that is not one. */
export function decodeSummary(octets: Uint8Array): Summary {
  try {
    const fields = object(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets)));
    if (fields["v"] !== 1) throw new TypeError();
    return {
      content_key: contentKey(text(fields["content_key"])),
      envelope: envelope(object(fields["envelope"])),
      recipient: text(fields["recipient"]),
      return_path: text(fields["return_path"]),
      size: count(fields["size"]),
      preview: text(fields["preview"] ?? ""),
      codes: list(fields["codes"], text),
      links: list(fields["links"], text),
      attachments: list(fields["attachments"], attachment),
      structure: fields["structure"] ?? null,
      authentication: fields["authentication"] === undefined ? undefined : authentication(fields["authentication"]),
      verdict: fields["verdict"] === undefined ? undefined : verdict(fields["verdict"]),
    };
  } catch {
    throw new IntegrityError("a summary is not of this format");
  }
}

function contentKey(base64: string): Secret {
  const octets = parseBase64(base64);
  if (octets.length !== SECRET_OCTETS) throw new TypeError();
  return new Secret(octets);
}

function envelope(fields: Fields): Envelope {
  return {
    from: list(fields["from"], party),
    sender: list(fields["sender"], party),
    reply_to: list(fields["reply_to"], party),
    to: list(fields["to"], party),
    cc: list(fields["cc"], party),
    subject: text(fields["subject"] ?? ""),
    date: text(fields["date"] ?? ""),
    message_id: text(fields["message_id"] ?? ""),
    in_reply_to: text(fields["in_reply_to"] ?? ""),
  };
}

function party(value: unknown): Party {
  const fields = object(value);
  return { name: text(fields["name"] ?? ""), address: text(fields["address"]) };
}

function attachment(value: unknown): Attachment {
  const fields = object(value);
  return {
    index: count(fields["index"]),
    name: text(fields["name"] ?? ""),
    type: text(fields["type"]),
    size: count(fields["size"]),
    inline: fields["inline"] === true,
    content_id: fields["content_id"] === undefined || fields["content_id"] === null ? null : text(fields["content_id"]),
  };
}

function authentication(value: unknown): Authentication {
  const fields = object(value);
  const state = fields["state"];
  if (state !== "verified" && state !== "unverified" && state !== "pretends") throw new TypeError();
  return { state, domain: text(fields["domain"] ?? ""), reasons: list(fields["reasons"], text) };
}

function verdict(value: unknown): Verdict {
  const fields = object(value);
  const { level, score } = fields;
  if (level !== "none" && level !== "suspicious" && level !== "dangerous") throw new TypeError();
  if (typeof score !== "number" || !(score >= 0 && score <= 1)) throw new TypeError();
  return { level, score, reasons: list(fields["reasons"], reason) };
}

function reason(value: unknown): VerdictReason {
  const fields = object(value);
  return { code: text(fields["code"]), evidence: text(fields["evidence"] ?? "") };
}

function object(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError();
  return value as Fields;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError();
  return value;
}

function count(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new TypeError();
  return value;
}

function list<Item>(value: unknown, item: (value: unknown) => Item): Item[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError();
  return value.map(item);
}
