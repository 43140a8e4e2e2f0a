/** The reader's language: sentences, and how to write times, sizes and problems in it. */
import { Problem } from "../api/problems";
import { settings, type Language } from "../state/settings.svelte";
import { en, type Dictionary } from "./en";
import { fr } from "./fr";

export const dictionaries: Record<Language, Dictionary> = { en, fr };

/** The dictionary in use; read it inside markup or `$derived`, so that a switch of language is followed. */
export const t = (): Dictionary => dictionaries[settings.language];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "58:42" below an hour, then "4 h 12", then "6 d 4 h": what stands in the ring. */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const { d, h } = t().duration.short;
  const two = (n: number) => String(n).padStart(2, "0");
  if (seconds < HOUR) return `${two(Math.floor(seconds / MINUTE))}:${two(seconds % MINUTE)}`;
  const [days, hours, minutes] = [
    Math.floor(seconds / DAY),
    Math.floor((seconds % DAY) / HOUR),
    Math.floor((seconds % HOUR) / MINUTE),
  ];
  return days > 0 ? `${days} ${d} ${hours} ${h}` : `${hours} ${h} ${two(minutes)}`;
}

/** The same in words, to the largest unit that matters: for labels and titles. */
export function inWords(seconds: number): string {
  const words = t().duration;
  if (seconds >= 2 * DAY || (seconds >= DAY && seconds % DAY === 0)) return words.days(Math.round(seconds / DAY));
  if (seconds >= 2 * HOUR || (seconds >= HOUR && seconds % HOUR === 0)) return words.hours(Math.round(seconds / HOUR));
  if (seconds >= MINUTE) return words.minutes(Math.round(seconds / MINUTE));
  return words.seconds(Math.max(0, Math.ceil(seconds)));
}

const format = (options: Intl.DateTimeFormatOptions) => (at: number) =>
  new Intl.DateTimeFormat(settings.language, options).format(at);

const time = format({ timeStyle: "short" });
const day = format({ day: "numeric", month: "short" });
export const fullDate = format({ dateStyle: "full", timeStyle: "short" });
const dayAndTime = format({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

/** Short in a list: the time today, the day before that. */
export const listDate = (at: number, now: number): string => (sameDay(at, now) ? time(at) : day(at));

/** When something ends: the time today, day and time later. */
export const endDate = (at: number, now: number): string => (sameDay(at, now) ? time(at) : dayAndTime(at));

export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte"] as const;
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1_000 ** step;
  const style = { style: "unit", unit: units[step] ?? "byte", unitDisplay: step === 0 ? "long" : "short" } as const;
  const digits = { maximumFractionDigits: step > 0 && value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(settings.language, { ...style, ...digits }).format(value);
}

/** An error as a sentence that says what to do. */
export function sentence(error: unknown): string {
  const { problems } = t();
  const slug = error instanceof Problem || error instanceof Error ? error.message : "";
  if (slug === "rate-limited") return problems["rate-limited"](error instanceof Problem ? error.retryAfter : null);
  if (slug === "busy" || slug === "internal") return problems.unavailable;
  if (Object.hasOwn(problems, slug)) return problems[slug as Exclude<keyof typeof problems, "rate-limited">];
  return problems.unexpected;
}
