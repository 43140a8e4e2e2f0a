/**
 * Server-sent events read with fetch, because EventSource could only put the secret into the URL.
 * WHATWG HTML §9.2.6 is the grammar; only `event`, `data` and comments are used here.
 */
import { Problem, problemFrom, UNREACHABLE } from "./problems";
import type { MailEvent } from "./types";

/** The server's heartbeat comes every 15 s; twice missed and a bit means the line is dead. */
const SILENCE_MS = 40_000;
const MAX_PENDING = 4 * 1024 * 1024;
const KINDS = new Set(["ready", "message", "changed", "deleted", "extended", "forgotten"]);

/** Reads events until the stream ends, fails or is aborted. One connection serves all mailboxes (up to 20). */
export async function* mailEvents(auths: readonly string[], stop: AbortSignal): AsyncGenerator<MailEvent> {
  const silence = new AbortController();
  const watchdog = { timer: 0 };
  const heard = () => {
    clearTimeout(watchdog.timer);
    watchdog.timer = window.setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  try {
    const response = await connect(auths, AbortSignal.any([stop, silence.signal]));
    const parser = new EventParser();
    const reader = response.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      yield* parser.feed(value);
    }
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(UNREACHABLE, 0);
  } finally {
    clearTimeout(watchdog.timer);
    silence.abort();
  }
}

async function connect(auths: readonly string[], signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const headers = { authorization: `Bearer ${auths.join(",")}`, accept: "text/event-stream" };
  const response = await fetch("/api/v1/mailbox/events", {
    headers,
    signal,
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
  });
  if (!response.ok || !response.body) throw await problemFrom(response);
  return response.body;
}

export class EventParser {
  #decoder = new TextDecoder();
  #pending = "";
  #kind = "";
  #data: string[] = [];

  *feed(chunk: Uint8Array): Generator<MailEvent> {
    this.#pending += this.#decoder.decode(chunk, { stream: true });
    if (this.#pending.length > MAX_PENDING) throw new Problem("unexpected", 0);
    const lines = this.#pending.split(/\r\n|\n|\r(?!$)/);
    this.#pending = lines.pop() ?? "";
    for (const line of lines) {
      const event = this.#line(line);
      if (event) yield event;
    }
  }

  #line(line: string): MailEvent | null {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#kind = value;
    if (field === "data") this.#data.push(value);
    return null;
  }

  #dispatch(): MailEvent | null {
    const [kind, data] = [this.#kind, this.#data.join("\n")];
    this.#kind = "";
    this.#data = [];
    if (!KINDS.has(kind) || !data) return null;
    return { kind, ...(JSON.parse(data) as object) } as MailEvent;
  }
}
