/** The console's sentences; what it shares with the account and the inbox, it says in their words. */
import { w } from "$account/i18n/index.svelte";
import { sentence as accountSentence } from "$account/i18n/index.svelte";
import { Problem } from "$inbox/api/problems";
import { settings, type Language } from "$inbox/state/settings.svelte";
import { en, type Dictionary } from "./en";
import { fr } from "./fr";

export const dictionaries: Record<Language, Dictionary> = { en, fr };

/** The words in use; read it inside markup or `$derived`, so that a switch of language is followed. */
export const c = (): Dictionary => dictionaries[settings.language];

export const roleName = (role: string): string => w().you.roleNames[role] ?? role;

/** An error as a sentence that says what to do. */
export function sentence(error: unknown): string {
  const slug = error instanceof Problem ? error.slug : "";
  const { problems } = c();
  return Object.hasOwn(problems, slug) ? problems[slug as keyof typeof problems] : accountSentence(error);
}

export const count = (value: number): string => new Intl.NumberFormat(settings.language).format(value);

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Octets, to the largest unit that says something. */
export function octets(value: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const style = { style: "unit", unit: UNITS[step] ?? "byte", unitDisplay: "short" } as const;
  const shown = value / 1000 ** step;
  const digits = { maximumFractionDigits: step > 0 && shown < 10 ? 1 : 0 };
  return new Intl.NumberFormat(settings.language, { ...style, ...digits }).format(shown);
}

const instant = (options: Intl.DateTimeFormatOptions) => (at: string) =>
  new Intl.DateTimeFormat(settings.language, options).format(Date.parse(at));

export const hour = instant({ hour: "numeric", minute: "2-digit" });
/** With seconds: order matters in a log. */
export const moment = instant({ dateStyle: "short", timeStyle: "medium" });

const STEPS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** "3 minutes ago", of an instant. */
export function ago(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1_000));
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [1, "second"];
  return new Intl.RelativeTimeFormat(settings.language, { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}

/** "6 hours", of seconds. */
export function span(seconds: number): string {
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [1, "second"];
  const style = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(settings.language, { ...style, maximumFractionDigits: 0 }).format(
    Math.round(seconds / size),
  );
}
