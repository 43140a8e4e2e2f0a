/**
 * Reports to the security team, of one mailbox: what was reported, what came of it, and handing over one message more,
 * which is sealed here to the team's key. The disposable inbox and the members' share it.
 */
import { encodeBase64, parseBase64 } from "$src/sealing";
import { draw, encodeHex, type Octets } from "$src/sealing/octets";
import { sealReport } from "$src/sealing/reports";
import { Problem } from "../api/problems";

export interface TeamKey {
  readonly id: string;
  readonly public_key: string;
}

export interface Report {
  readonly id: string;
  readonly message: string;
  readonly channel: string;
  readonly filed_at: string;
  readonly state: "open" | "confirmed" | "harmless";
  readonly decided_at: string | null;
  readonly sealed_answer: string | null;
}

export interface Reports {
  readonly team: TeamKey | null;
  readonly keyword: boolean;
  readonly max_octets: number;
  readonly keep_days: number;
  readonly reports: readonly Report[];
}

/** How the mailbox's holder asks the server, and what opens an answer; null if its seal does not open. */
export interface Line {
  ask(method: "GET" | "PATCH" | "POST" | "DELETE", path: string, json?: unknown): Promise<unknown>;
  answer(sealed: Octets, report: string): Promise<string | null>;
}

const OWN = "/mailbox/reports";
const pathOf = (message: string) => `/mailbox/messages/${encodeURIComponent(message)}/report`;

export class Reporting {
  /** null until the server was asked. */
  #told = $state.raw<Reports | null>(null);
  #answers = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #line: Line;
  readonly team = $derived(this.#told?.team ?? null);
  readonly keyword = $derived(this.#told?.keyword ?? false);
  readonly maxOctets = $derived(this.#told?.max_octets ?? 0);
  readonly keepDays = $derived(this.#told?.keep_days ?? 0);
  readonly waiting = $derived(this.#told?.reports.some(({ state }) => state === "open") ?? false);

  constructor(line: Line) {
    this.#line = line;
  }

  of(message: string): Report | null {
    return this.#told?.reports.find((report) => report.message === message) ?? null;
  }

  answerTo(report: Report): string {
    return this.#answers.get(report.id) ?? "";
  }

  async refresh(): Promise<void> {
    await this.#take((await this.#line.ask("GET", OWN)) as Reports);
  }

  /** Hand one message over, sealed to the team. Where the team has a new key since, it is asked for once. */
  async file(message: string, raw: Octets): Promise<void> {
    try {
      await this.#file(message, raw);
    } catch (error) {
      if (!(error instanceof Problem && error.slug === "reports-closed")) throw error;
      await this.refresh();
      await this.#file(message, raw);
    }
    await this.refresh();
  }

  async withdraw(message: string): Promise<void> {
    try {
      await this.#line.ask("DELETE", pathOf(message));
    } catch (error) {
      if (!(error instanceof Problem && error.slug === "record-gone")) throw error;
    }
    await this.refresh();
  }

  async letKeyword(keyword: boolean): Promise<void> {
    await this.#take((await this.#line.ask("PATCH", OWN, { keyword })) as Reports);
  }

  async #file(message: string, raw: Octets): Promise<void> {
    const { team } = this;
    if (!team) throw new Problem("reports-closed", 0);
    const id = encodeHex(draw(16));
    const sealed = await sealReport(parseBase64(team.public_key), raw, { key: team.id, report: id });
    const body = { consent: true, id, key: team.id, sealed: encodeBase64(sealed), channel: "page" };
    await this.#line.ask("POST", pathOf(message), body);
  }

  async #take(told: Reports): Promise<void> {
    const answers = new Map<string, string>();
    for (const { id, sealed_answer } of told.reports) {
      if (sealed_answer === null) continue;
      const text = this.#answers.get(id) ?? (await this.#line.answer(parseBase64(sealed_answer), id));
      if (text !== null) answers.set(id, text);
    }
    [this.#told, this.#answers] = [told, answers];
  }
}
