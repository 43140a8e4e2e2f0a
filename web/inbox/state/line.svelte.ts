/**
 * The live line to the server: one stream for all mailboxes, opened again by itself with growing pauses.
 * Says how it is, so that the page can say it plainly.
 */
import { mailEvents } from "../api/events";
import { Problem } from "../api/problems";
import type { MailEvent } from "../api/types";

export type LineState = "idle" | "connecting" | "live" | "waiting" | "offline";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class Line {
  state = $state<LineState>("idle");
  /** When the next attempt comes, while `waiting`. Device time. */
  retryAt = $state(0);
  #stop: AbortController | null = null;
  #wake: (() => void) | null = null;
  #failures = 0;

  constructor(
    private readonly onEvent: (event: MailEvent) => Promise<void>,
    /** Asked when the server refuses the stream: some mailbox may be gone. */
    private readonly onRefused: () => Promise<void>,
  ) {
    window.addEventListener("online", () => this.retry());
    window.addEventListener("offline", () => {
      if (this.state === "idle") return;
      this.state = "offline";
      this.#stop?.abort();
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.state !== "live") this.retry();
    });
  }

  /** Listen for these mailboxes from now on, ending what was listened to before. */
  listen(auths: readonly string[]): void {
    this.#stop?.abort();
    this.#stop = null;
    if (auths.length === 0) {
      this.state = "idle";
      return;
    }
    const stop = (this.#stop = new AbortController());
    this.#failures = 0;
    void this.#run(auths, stop);
  }

  /** Do not wait any longer. */
  retry(): void {
    this.#wake?.();
  }

  async #run(auths: readonly string[], own: AbortController): Promise<void> {
    const current = () => this.#stop === own;
    while (current()) {
      if (this.state !== "waiting") this.state = navigator.onLine ? "connecting" : "offline";
      const attempt = new AbortController();
      const cut = () => attempt.abort();
      own.signal.addEventListener("abort", cut);
      window.addEventListener("offline", cut);
      try {
        for await (const event of mailEvents(auths, attempt.signal)) {
          if (!current()) return;
          if (event.kind === "ready") {
            this.#failures = 0;
            this.state = "live";
          }
          await this.onEvent(event);
        }
      } catch (error) {
        if (current() && error instanceof Problem && error.status === 401) await this.onRefused();
      } finally {
        own.signal.removeEventListener("abort", cut);
        window.removeEventListener("offline", cut);
      }
      if (current()) await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    // Jitter: when a server comes back, its pages shall not all return in the same instant.
    const pause = longest * (0.6 + Math.random() * 0.4);
    this.retryAt = Date.now() + pause;
    this.state = navigator.onLine ? "waiting" : "offline";
    await new Promise<void>((resolve) => {
      const timer = window.setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        this.#failures = 0;
        resolve();
      };
    });
    this.#wake = null;
  }
}
