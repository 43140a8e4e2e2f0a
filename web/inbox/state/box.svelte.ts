/** One mailbox as this page holds it: its key, its time, its letters. */
import * as api from "../api/client";
import { isGone } from "../api/problems";
import type { Item, Mailbox, Usage } from "../api/types";
import { clock } from "./clock.svelte";
import type { Entry } from "./keyring";
import { letterFrom, type Letter } from "./letter";
import { Reporting } from "./reporting.svelte";
import { Opener } from "./seals";

export class Box {
  readonly token: string;
  auth = "";
  id = $state("");
  address = $state("");
  since = $state(0);
  expires = $state(0);
  quota = $state<Usage>({ messages: 0, bytes: 0 });
  letters = $state<Letter[]>([]);
  /** Where the next older page begins; null when all are here. */
  older = $state<string | null>(null);
  /** The list has been read at least once. */
  ready = $state(false);
  /** Being forgotten from here: the answer brings the receipt, so the event of it is not news. */
  leaving = false;
  #opener: Opener | null = null;
  readonly reporting = new Reporting({
    ask: (method, path, json) => api.ask(method, path, this.auth, json),
    answer: async (sealed, report) => (await this.#opener?.answer(this.id, sealed, report)) ?? null,
  });

  readonly left = $derived(Math.max(0, this.expires - clock.now));
  readonly fraction = $derived(Math.min(1, this.left / Math.max(1, this.expires - this.since)));
  /** Nothing more goes in; what older pages hold is not counted, so this is said late rather than wrongly. */
  readonly full = $derived(
    this.quota.messages > 0 &&
      (this.letters.length >= this.quota.messages ||
        this.letters.reduce((sum, letter) => sum + letter.size, 0) >= this.quota.bytes),
  );
  readonly unread = $derived(this.letters.filter((letter) => !letter.seen).length);

  constructor(entry: Entry) {
    this.token = entry.token;
    this.address = entry.address;
    this.since = entry.since;
    this.expires = entry.expires;
  }

  get entry(): Entry {
    return { token: this.token, address: this.address, since: this.since, expires: this.expires };
  }

  /** Ask the server how the mailbox is and read the newest letters. Raises `mailbox-gone` if it is no more. */
  async refresh(): Promise<void> {
    this.#opener ??= await Opener.of(this.token);
    this.auth = this.#opener.auth;
    await this.adopt(await api.findMailbox(this.auth));
    const page = await api.listMessages(this.auth);
    const known = new Map(this.letters.map((letter) => [letter.id, letter]));
    const newest = await Promise.all(page.messages.map((item) => this.#read(item, known, this.ready)));
    const lowest = newest.at(-1)?.uid ?? 0;
    const olderOnes = page.next === null ? [] : this.letters.filter((letter) => letter.uid < lowest);
    this.letters = [...newest, ...olderOnes];
    if (olderOnes.length === 0) this.older = page.next;
    this.ready = true;
    this.#lookAtReports();
  }

  async readOlder(): Promise<void> {
    if (this.older === null) return;
    const page = await api.listMessages(this.auth, this.older);
    const known = new Map(this.letters.map((letter) => [letter.id, letter]));
    const more = await Promise.all(page.messages.map((item) => this.#read(item, known, false)));
    this.letters = [...this.letters, ...more.filter((letter) => !known.has(letter.id))];
    this.older = page.next;
  }

  /** Take over what the server says of the mailbox. */
  async adopt(mailbox: Mailbox): Promise<void> {
    this.#opener ??= await Opener.of(this.token);
    this.auth = this.#opener.auth;
    if (this.id === "") {
      this.address = await this.#opener.address(mailbox);
      this.id = mailbox.id;
    }
    this.quota = mailbox.quota;
    this.lives(Date.parse(mailbox.expires_at), Date.parse(mailbox.created_at));
  }

  /** The mailbox now ends at `expires`. A new end begins a new, full ring. */
  lives(expires: number, created = clock.now): void {
    if (this.since === 0) this.since = created;
    else if (Math.abs(expires - this.expires) > 2_000) this.since = clock.now;
    this.expires = expires;
  }

  /** A letter came in over the stream. Returns it if it is new here. */
  async receive(item: Item): Promise<Letter | null> {
    if (this.letters.some((letter) => letter.id === item.id)) return null;
    const letter = await this.#read(item, new Map(), true);
    if (this.letters.some((other) => other.id === item.id)) return null;
    this.letters = [letter, ...this.letters].toSorted((a, b) => b.uid - a.uid);
    // It may be the letter that answers a report.
    if (this.reporting.waiting) this.#lookAtReports();
    return letter;
  }

  letter(id: string): Letter | undefined {
    return this.letters.find((letter) => letter.id === id);
  }

  markLocally(id: string, seen: boolean): void {
    const letter = this.letter(id);
    if (letter) letter.seen = seen;
  }

  dropLocally(id: string): void {
    this.letters = this.letters.filter((letter) => letter.id !== id);
  }

  async mark(id: string, seen: boolean): Promise<void> {
    this.markLocally(id, seen);
    await api.markMessage(this.auth, id, seen);
  }

  async delete(id: string): Promise<void> {
    try {
      await api.deleteMessage(this.auth, id);
    } catch (error) {
      if (!(error instanceof Error && error.message === "message-gone")) throw error;
    }
    this.dropLocally(id);
  }

  async extend(seconds: number): Promise<void> {
    const mailbox = await api.extendMailbox(this.auth, seconds);
    this.since = clock.now;
    this.expires = Date.parse(mailbox.expires_at);
  }

  /** The raw message, opened here. */
  async raw(letter: Letter): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#opener || !letter.summary) throw new Error("seal-broken");
    const sealed = await api.sealedBody(this.auth, letter.id);
    return this.#opener.body(letter.id, letter.summary, sealed);
  }

  /** A picture that a message points at, fetched by the server. */
  picture(url: string): Promise<Blob> {
    return api.remotePicture(this.auth, url);
  }

  /** True if the server no longer knows the mailbox. */
  async isGone(): Promise<boolean> {
    try {
      await api.findMailbox(this.auth);
      return false;
    } catch (error) {
      return isGone(error);
    }
  }

  /** Beside everything else: without it nothing can be reported, and all the rest works. */
  #lookAtReports(): void {
    this.reporting.refresh().catch(() => undefined);
  }

  async #read(item: Item, known: ReadonlyMap<string, Letter>, fresh: boolean): Promise<Letter> {
    const had = known.get(item.id);
    if (had) {
      had.seen = item.seen;
      return had;
    }
    const summary = (await this.#opener?.summary(this.id, item)) ?? null;
    return letterFrom(item, summary, fresh);
  }
}
