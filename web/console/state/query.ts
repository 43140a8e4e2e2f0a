/** What of the log is asked for, as the form has it and as the server wants it. */
import type { LogEntry } from "../api/types";

export interface Filters {
  readonly who: string;
  readonly verb: string;
  readonly result: string;
  /** As `<input type="datetime-local">` gives it, in this browser's time zone; empty: no bound. */
  readonly since: string;
  readonly until: string;
}

export const NO_FILTERS: Filters = { who: "", verb: "", result: "", since: "", until: "" };

export function encodeFilters(filters: Filters, cursor: number | null, limit = 50): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of ["who", "verb", "result"] as const) if (filters[name]) query.set(name, filters[name]);
  const [since, until] = [Date.parse(filters.since), Date.parse(filters.until)];
  if (Number.isFinite(since)) query.set("since", String(since));
  // The form has minutes; the whole of the last one is meant.
  if (Number.isFinite(until)) query.set("until", String(until + 59_999));
  if (cursor !== null) query.set("cursor", String(cursor));
  return query.toString();
}

/** Whether a record that has just come is one of those asked for. */
export function fits(entry: LogEntry, filters: Filters): boolean {
  const at = Date.parse(entry.at);
  const [since, until] = [Date.parse(filters.since), Date.parse(filters.until)];
  return (
    (!filters.who || entry.who === filters.who) &&
    (!filters.verb || entry.verb === filters.verb) &&
    (!filters.result || entry.result === filters.result) &&
    !(at < since) &&
    !(at > until + 59_999)
  );
}

export const isFiltered = (filters: Filters): boolean => Object.values(filters).some(Boolean);

/** Who of the staff is in these records, by pseudonym. */
export const namesIn = (entries: readonly LogEntry[]): [string, string][] =>
  entries.flatMap(({ who, who_name }) => (who_name === null ? [] : [[who, who_name]]));
