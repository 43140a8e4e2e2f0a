/** The live view of the log: what came in while it was followed, newest first, and how it ended. */
import { tailEvents } from "../api/tail";
import type { LogEntry } from "../api/types";

/** As many as one looks at; older ones are in the list. */
const KEPT = 200;

export class Follower {
  entries = $state.raw<readonly LogEntry[]>([]);
  passed = $state(0);
  state = $state<"off" | "on" | "ended">("off");
  #stop: AbortController | null = null;

  /**
   * Follow until stopped, or until the server ends it. Raises what it was refused with. `onready` is called once nothing
   * more is missed: what was written before is in the list.
   */
  async start(onready: () => void): Promise<void> {
    this.stop();
    const stop = new AbortController();
    this.#stop = stop;
    [this.entries, this.passed, this.state] = [[], 0, "on"];
    try {
      for await (const event of tailEvents(stop.signal)) {
        if (event.kind === "record") this.entries = [event.entry, ...this.entries].slice(0, KEPT);
        else if (event.kind === "passed") this.passed += event.records;
        else onready();
      }
    } finally {
      if (this.#stop === stop) this.state = "ended";
    }
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.state = "off";
  }
}
