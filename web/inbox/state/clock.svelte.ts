/** One clock for every countdown: ticks on the second, corrected when this device's clock differs from the server's. */
const SKEW_THAT_MATTERS_MS = 3_000;

class Clock {
  now = $state(Date.now());
  /** For what changes with the minute at most, such as a whole list's dates. */
  readonly minute = $derived(Math.floor(this.now / 60_000) * 60_000);
  #skew = 0;

  constructor() {
    const tick = () => {
      this.now = Date.now() + this.#skew;
      window.setTimeout(tick, 1_000 - (this.now % 1_000));
    };
    tick();
  }

  /** Learn from a response's Date header, which has whole seconds. */
  heed(date: string | null): void {
    const skew = Date.parse(date ?? "") + 500 - Date.now();
    if (Number.isFinite(skew)) this.#skew = Math.abs(skew) > SKEW_THAT_MATTERS_MS ? skew : 0;
  }
}

export const clock = new Clock();
