/** The times that are offered for a folder, the present one among them. In days; null: for good. */
const OFFERED = [1, 7, 14, 30, 90, 180, 365, 730];

export function choicesFor(present: number | null): (number | null)[] {
  const days = present === null || OFFERED.includes(present) ? OFFERED : [...OFFERED, present];
  return [null, ...days.toSorted((a, b) => a - b)];
}

/** Whether a change takes mail away that would have stayed. */
export function isShorter(wanted: number | null, present: number | null): boolean {
  if (wanted === null) return false;
  return present === null || wanted < present;
}
