/** The member's Inbox: fetched by the session, opened here with the member's key, kept up to date while it is shown. */
import { EventParser } from "$inbox/api/events";
import { Problem } from "$inbox/api/problems";
import type { Item, MailEvent, MessagePage } from "$inbox/api/types";
import { pictureOf } from "$inbox/mail/remote";
import { letterFrom, type Letter } from "$inbox/state/letter";
import { Reporting } from "$inbox/state/reporting.svelte";
import { openBody, openSummary, parseBase64, type Summary } from "$src/sealing";
import { act, jsonOf, request } from "../api/client";
import type { MemberKeys } from "../crypto/member";
import { reportingOf } from "./reporting";
import { matches } from "./search";

const PAGE = 50;
const BODY_PATIENCE_MS = 180_000;
const PICTURE_PATIENCE_MS = 90_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A search reads older pages too, as far as this; then it says so. */
const SEARCHED = 2_000;

const messagePath = (id: string) => `/mailbox/messages/${encodeURIComponent(id)}`;

export class MemberBox {
  letters = $state<Letter[]>([]);
  /** Where the next older page begins; null when all are here. */
  older = $state<string | null>(null);
  ready = $state(false);
  reading = $state(false);
  live = $state(false);
  question = $state("");
  readonly found = $derived(this.letters.filter((letter) => matches(letter, this.question)));
  readonly unread = $derived(this.letters.filter((letter) => !letter.seen).length);
  readonly reporting: Reporting;
  readonly #keys: MemberKeys;
  readonly #stop = new AbortController();

  constructor(keys: MemberKeys) {
    this.#keys = keys;
    this.reporting = reportingOf(keys);
  }

  /** Read the newest letters, then follow what happens until `close`. */
  async start(): Promise<void> {
    await this.refresh();
    void this.#follow();
  }

  close(): void {
    this.#stop.abort();
  }

  letter(id: string | null): Letter | undefined {
    return this.letters.find((letter) => letter.id === id);
  }

  async refresh(): Promise<void> {
    const page = await jsonOf<MessagePage>(`/mailbox/messages?limit=${PAGE}`);
    const newest = await this.#readAll(page.messages, this.ready);
    const lowest = newest.at(-1)?.uid ?? 0;
    const olderOnes = page.next === null ? [] : this.letters.filter((letter) => letter.uid < lowest);
    this.letters = [...newest, ...olderOnes];
    if (olderOnes.length === 0) this.older = page.next;
    this.ready = true;
    this.#lookAtReports();
  }

  async readOlder(): Promise<void> {
    if (this.older === null) return;
    this.reading = true;
    try {
      const page = await jsonOf<MessagePage>(
        `/mailbox/messages?limit=${PAGE}&cursor=${encodeURIComponent(this.older)}`,
      );
      const known = new Set(this.letters.map((letter) => letter.id));
      const more = await this.#readAll(page.messages, false);
      this.letters = [...this.letters, ...more.filter((letter) => !known.has(letter.id))];
      this.older = page.next;
    } finally {
      this.reading = false;
    }
  }

  /** Read on, as far as a search goes. */
  async searchOn(): Promise<void> {
    while (this.question.trim() && this.older !== null && this.letters.length < SEARCHED) await this.readOlder();
  }

  async mark(id: string, seen: boolean): Promise<void> {
    this.#note(id, seen);
    await act("PATCH", messagePath(id), { seen });
  }

  async delete(id: string): Promise<void> {
    try {
      await act("DELETE", messagePath(id));
    } catch (error) {
      if (!(error instanceof Problem && error.slug === "message-gone")) throw error;
    }
    this.#drop(id);
  }

  /** The raw message, opened here. */
  async raw(letter: Letter): Promise<Uint8Array<ArrayBuffer>> {
    if (!letter.summary) throw new Error("seal-broken");
    const response = await request(`${messagePath(letter.id)}/body`, { patience: BODY_PATIENCE_MS });
    const sealed = new Uint8Array(await response.arrayBuffer());
    try {
      return await openBody(sealed, { contentKey: letter.summary.content_key, message: letter.id });
    } catch {
      throw new Error("seal-broken");
    }
  }

  /** A picture that a message points at, fetched by the server. */
  async picture(url: string): Promise<Blob> {
    const ask = { method: "POST", json: { url }, patience: PICTURE_PATIENCE_MS };
    return pictureOf(await request("/mailbox/remote-picture", ask));
  }

  async #follow(): Promise<void> {
    for (let failures = 0; !this.#stop.signal.aborted; failures += 1) {
      try {
        for await (const event of events(this.#stop.signal)) {
          failures = 0;
          await this.#heed(event);
        }
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return;
      }
      this.live = false;
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures), this.#stop.signal);
    }
  }

  async #heed(event: MailEvent): Promise<void> {
    if (event.kind === "ready") {
      await this.refresh();
      this.live = true;
    } else if (event.kind === "message") {
      const [letter] = await this.#readAll([event], true);
      if (letter && !this.letter(letter.id)) this.letters = [letter, ...this.letters].toSorted((a, b) => b.uid - a.uid);
      // It may be the letter that answers a report.
      if (this.reporting.waiting) this.#lookAtReports();
    } else if (event.kind === "changed") this.#note(event.id, event.seen);
    else if (event.kind === "deleted") this.#drop(event.id);
  }

  /** Beside everything else: without it nothing can be reported, and all the rest works. */
  #lookAtReports(): void {
    this.reporting.refresh().catch(() => undefined);
  }

  #note(id: string, seen: boolean): void {
    const letter = this.letter(id);
    if (letter) letter.seen = seen;
  }

  #drop(id: string): void {
    this.letters = this.letters.filter((letter) => letter.id !== id);
  }

  #readAll(items: readonly Item[], fresh: boolean): Promise<Letter[]> {
    const known = new Map(this.letters.map((letter) => [letter.id, letter]));
    return Promise.all(
      items.map(async (item) => {
        const had = known.get(item.id);
        if (!had) return letterFrom(item, await this.#summary(item), fresh);
        had.seen = item.seen;
        return had;
      }),
    );
  }

  async #summary(item: Item): Promise<Summary | null> {
    const { pair, mailbox } = this.#keys;
    try {
      return await openSummary(pair, parseBase64(item.summary), { mailbox, message: item.id });
    } catch {
      return null; // one broken message must not hide the others
    }
  }
}

async function* events(signal: AbortSignal): AsyncGenerator<MailEvent> {
  const response = await fetch("/api/v1/mailbox/events", {
    headers: { accept: "text/event-stream" },
    signal,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  });
  if (!response.ok || !response.body) throw new Problem("unexpected", response.status);
  const [parser, reader] = [new EventParser(), response.body.getReader()];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield* parser.feed(value);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
