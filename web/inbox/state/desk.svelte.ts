/** Everything on the desk: the mailboxes, which one lies open, and what happens to them. */
import * as api from "../api/client";
import { isGone, isUnreachable, Problem } from "../api/problems";
import type { MailEvent, Mailbox, Service } from "../api/types";
import { Box } from "./box.svelte";
import { clock } from "./clock.svelte";
import { onLink } from "./fragment";
import { MOST_MAILBOXES, onKeyringChange, readKeyring, writeKeyring } from "./keyring";
import type { Letter } from "./letter";
import { Line } from "./line.svelte";
import { makeMailbox } from "./seals";

export interface Wish {
  name?: string;
  domain?: string;
  lifetime?: number;
}

/** What is left of a mailbox: the page shows it once, then nothing is. */
export interface Farewell {
  address: string;
  reason: "asked" | "expired" | "elsewhere";
  at: number;
  /** Letters destroyed, if known. */
  letters: number | null;
}

class Desk {
  boxes = $state<Box[]>([]);
  current = $state<Box | null>(null);
  openId = $state<string | null>(null);
  farewell = $state<Farewell | null>(null);
  service = $state<Service | null>(null);
  /** False until the kept mailboxes were looked at once. */
  started = $state(false);
  busy = $state(false);
  readonly line = new Line(
    (event) => this.#heed(event),
    () => this.#weed(),
  );
  /** Set by the page: something arrived that the reader should hear of. */
  onArrival: (box: Box, letter: Letter) => void = () => undefined;
  onLost: (farewell: Farewell) => void = () => undefined;

  readonly open = $derived(this.openId === null ? null : (this.current?.letter(this.openId) ?? null));
  readonly unread = $derived(this.boxes.reduce((sum, box) => sum + box.unread, 0));

  async start(fromLink: readonly string[]): Promise<void> {
    onLink((tokens) => void this.take(tokens));
    onKeyringChange(() => void this.#follow());
    window.setInterval(() => void this.#expire(), 1_000);
    this.boxes = readKeyring().map((entry) => new Box(entry));
    this.current = this.boxes.at(-1) ?? null;
    this.started = true;
    void this.#learnService();
    if (fromLink.length > 0) await this.take(fromLink);
    else await this.#begin();
  }

  async #begin(): Promise<void> {
    await Promise.all(this.boxes.map((box) => this.#refresh(box)));
    this.#listen();
  }

  async #learnService(): Promise<void> {
    while (this.service === null) {
      try {
        this.service = await api.service();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 3_000));
      }
    }
  }

  /** Take over mailboxes that came by link or QR code. */
  async take(tokens: readonly string[]): Promise<void> {
    const held = new Set(this.boxes.map((box) => box.token));
    for (const token of new Set(tokens)) {
      if (held.has(token)) this.current = this.boxes.find((box) => box.token === token) ?? this.current;
      else if (this.boxes.length < MOST_MAILBOXES) this.#put(new Box({ token, address: "", since: 0, expires: 0 }));
    }
    await this.#begin();
  }

  /** Make a mailbox. The same request is repeated if the line breaks: the server answers it only once. */
  async create(wish: Wish = {}): Promise<Box> {
    if (this.boxes.length >= MOST_MAILBOXES) throw new Problem("too-many-mailboxes", 0);
    this.busy = true;
    try {
      const { token, auth, creation } = await makeMailbox();
      const mailbox = await persist(() => api.createMailbox(auth, { ...creation, ...wish }));
      const box = new Box({ token, address: "", since: 0, expires: 0 });
      await box.adopt(mailbox);
      box.ready = true;
      this.#put(box);
      this.#listen();
      return box;
    } finally {
      this.busy = false;
    }
  }

  #put(box: Box): void {
    this.boxes = [...this.boxes, box];
    this.show(box);
    this.#keep();
  }

  show(box: Box): void {
    this.current = box;
    this.openId = null;
    this.farewell = null;
  }

  step(by: number): void {
    const next = this.boxes.at((this.boxes.findIndex((box) => box === this.current) + by) % this.boxes.length);
    if (next) this.show(next);
  }

  async extend(box: Box, seconds: number): Promise<void> {
    try {
      await box.extend(seconds);
      this.#keep();
    } catch (error) {
      if (isGone(error)) this.#lose(box, { reason: "expired" });
      throw error;
    }
  }

  async forget(box: Box): Promise<void> {
    box.leaving = true;
    try {
      const receipt = await api.forgetMailbox(box.auth);
      this.#lose(box, { reason: "asked", at: Date.parse(receipt.forgotten_at), letters: receipt.messages });
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#lose(box, { reason: "expired" });
    } finally {
      box.leaving = false;
    }
  }

  #lose(box: Box, what: Partial<Farewell>): void {
    if (!this.boxes.includes(box)) return;
    const { address } = box;
    const farewell: Farewell = { address, reason: "expired", at: clock.now, letters: null, ...what };
    const shown = this.current === box;
    this.boxes = this.boxes.filter((other) => other !== box);
    if (shown) {
      this.openId = null;
      this.current = this.boxes.at(-1) ?? null;
      this.farewell = farewell;
    }
    this.#keep();
    this.#listen();
    this.onLost(farewell);
  }

  #keep(): void {
    writeKeyring(this.boxes.map((box) => box.entry));
  }

  #listen(): void {
    this.line.listen(this.boxes.map((box) => box.auth).filter((auth) => auth !== ""));
  }

  async #refresh(box: Box): Promise<void> {
    try {
      const before = new Set(box.ready ? box.letters.map((letter) => letter.id) : null);
      const again = box.ready;
      await box.refresh();
      this.#keep();
      if (again) for (const letter of box.letters) if (!before.has(letter.id)) this.onArrival(box, letter);
    } catch (error) {
      // What this window forgets itself it says itself, whoever hears of it first.
      if (isGone(error) && !box.leaving) this.#lose(box, endOf(box));
      else if (!isGone(error) && !isUnreachable(error) && !(error instanceof Problem)) throw error;
    }
  }

  /** The stream was refused, or left somebody out: find who is gone. */
  async #weed(): Promise<void> {
    await Promise.all(this.boxes.map((box) => this.#refresh(box)));
  }

  async #heed(event: MailEvent): Promise<void> {
    // What arrived before the stream was ready is in the list: read it after, so that nothing falls between the two.
    if (event.kind === "ready") return this.#weed();
    const box = this.boxes.find((other) => other.id === event.mailbox);
    if (!box) return;
    if (event.kind === "message") {
      const letter = await box.receive(event);
      if (letter) this.onArrival(box, letter);
    } else if (event.kind === "changed") box.markLocally(event.id, event.seen);
    else if (event.kind === "deleted") box.dropLocally(event.id);
    else if (event.kind === "extended") {
      box.lives(Date.parse(event.expires_at));
      this.#keep();
    } else if (event.kind === "forgotten" && !box.leaving) {
      this.#lose(box, { reason: event.reason === "expired" || box.left < 1_500 ? "expired" : "elsewhere" });
    }
  }

  async #expire(): Promise<void> {
    for (const box of this.boxes) {
      if (box.expires > 0 && clock.now > box.expires + 500) this.#lose(box, { reason: "expired", at: box.expires });
    }
  }

  /** Another window changed the kept tokens. */
  async #follow(): Promise<void> {
    const entries = readKeyring();
    const kept = new Set(entries.map((entry) => entry.token));
    const held = new Set(this.boxes.map((box) => box.token));
    const fresh = entries.filter((entry) => !held.has(entry.token)).map((entry) => new Box(entry));
    const gone = this.boxes.filter((box) => !kept.has(box.token) && !box.leaving);
    this.boxes = [...this.boxes, ...fresh];
    for (const box of gone) this.#lose(box, endOf(box));
    this.current ??= this.boxes.at(-1) ?? null;
    await this.#begin();
  }
}

/** Found gone: its time was up, or somebody who holds its key was faster. */
function endOf(box: Box): Partial<Farewell> {
  const early = box.expires > clock.now + 2_000;
  return early ? { reason: "elsewhere" } : { reason: "expired", at: box.expires || clock.now };
}

async function persist(attempt: () => Promise<Mailbox>): Promise<Mailbox> {
  for (const pause of [700, 2_000]) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 0)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return attempt();
}

export const desk = new Desk();
