/**
 * Whether somebody sits there. What is asked for by itself keeps a session alive, so it is asked for while somebody looks
 * and for a little longer, and then no more: a session of staff ends after a quarter of an hour without use.
 */
export const PATIENCE_MS = 5 * 60_000;

export class Attention {
  #last: number;

  constructor(now: number) {
    this.#last = now;
  }

  notice(now: number): void {
    this.#last = now;
  }

  isThere(now: number): boolean {
    return now - this.#last < PATIENCE_MS;
  }
}

/** Notice whoever moves, types or touches, until the returned call. */
export function watch(attention: Attention): () => void {
  const notice = () => attention.notice(Date.now());
  const kinds = ["pointermove", "pointerdown", "keydown", "scroll"] as const;
  for (const kind of kinds) window.addEventListener(kind, notice, { passive: true });
  return () => kinds.forEach((kind) => window.removeEventListener(kind, notice));
}
