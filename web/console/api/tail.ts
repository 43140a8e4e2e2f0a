/** The access log as it is written: server-sent events over fetch, so that a refusal can be read. WHATWG HTML §9.2.6. */
import { Problem, problemFrom, UNREACHABLE } from "$inbox/api/problems";
import type { LogEntry } from "./types";

/** The server's heartbeat comes every 15 s; twice missed and a bit means the line is dead. */
const SILENCE_MS = 40_000;
const MAX_PENDING = 1024 * 1024;

export type TailEvent =
  | { readonly kind: "ready"; readonly next: number }
  | { readonly kind: "record"; readonly entry: LogEntry }
  | { readonly kind: "passed"; readonly records: number };

/** Reads until the stream ends, fails or is aborted. */
export async function* tailEvents(stop: AbortSignal): AsyncGenerator<TailEvent> {
  const silence = new AbortController();
  let timer = 0;
  const heard = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  try {
    const response = await fetch("/api/v1/console/log/events", {
      headers: { accept: "text/event-stream" },
      signal: AbortSignal.any([stop, silence.signal]),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    });
    if (!response.ok || !response.body) throw await problemFrom(response);
    const parser = new TailParser();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      yield* parser.feed(value);
    }
  } catch (error) {
    if (stop.aborted) return;
    throw error instanceof Problem ? error : new Problem(UNREACHABLE, 0);
  } finally {
    window.clearTimeout(timer);
    silence.abort();
  }
}

export class TailParser {
  #decoder = new TextDecoder();
  #pending = "";

  *feed(chunk: Uint8Array): Generator<TailEvent> {
    this.#pending += this.#decoder.decode(chunk, { stream: true });
    if (this.#pending.length > MAX_PENDING) throw new Problem("unexpected", 0);
    const blocks = this.#pending.split("\n\n");
    this.#pending = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) yield event;
    }
  }
}

function parseBlock(block: string): TailEvent | null {
  const fields = new Map(block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]));
  const [kind, data] = [fields.get("event"), fields.get("data")];
  if (!kind || !data) return null; // a comment: the heartbeat
  const content: unknown = JSON.parse(data);
  if (kind === "ready") return { kind, ...(content as { next: number }) };
  if (kind === "passed") return { kind, ...(content as { records: number }) };
  return kind === "record" ? { kind, entry: content as LogEntry } : null;
}
