/** Numbers as lengths: what a chart's axis says, and how long each part of a bar is. */

/** The next round number: 1, 2 or 5 times a power of ten, and 4 at least, so that one message is no tower. */
export function niceMaximum(values: readonly number[]): number {
  const most = Math.max(4, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((bound) => bound >= most) ?? most;
}

export interface Part {
  readonly start: number;
  readonly width: number;
}

/** Parts of a whole, each as a share from 0 to 1; what is there is seen, however little it is. */
export function partsOf(values: readonly number[], least = 0.01): Part[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return values.map(() => ({ start: 0, width: 0 }));
  const raised = values.map((value) => (value > 0 ? Math.max(least, value / total) : 0));
  const whole = raised.reduce((sum, value) => sum + value, 0);
  let start = 0;
  return raised.map((value) => {
    const part = { start, width: value / whole };
    start += part.width;
    return part;
  });
}

/** The last `count` minutes: those before the service began are null, so that silence is not taken for nothing. */
export function padMinutes<T>(minutes: readonly T[], count: number): (T | null)[] {
  const last = minutes.slice(-count);
  return [...Array<null>(count - last.length).fill(null), ...last];
}
