/** This page's sentences; what it shares with the inbox, it says in the inbox's words. */
import { sentence as inboxSentence } from "$inbox/i18n/index.svelte";
import { Problem } from "$inbox/api/problems";
import { settings, type Language } from "$inbox/state/settings.svelte";
import { en, type Words } from "./en";
import { fr } from "./fr";

export const dictionaries: Record<Language, Words> = { en, fr };

/** The words in use; read it inside markup or `$derived`, so that a switch of language is followed. */
export const w = (): Words => dictionaries[settings.language];

/** An error as a sentence that says what to do. */
export function sentence(error: unknown): string {
  const slug = error instanceof Problem || error instanceof Error ? error.message : "";
  const { problems } = w();
  return Object.hasOwn(problems, slug) ? problems[slug as keyof typeof problems] : inboxSentence(error);
}

/** When something was: day, and time. */
export const when = (instant: string): string =>
  new Intl.DateTimeFormat(settings.language, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(instant));

export const day = (instant: string): string =>
  new Intl.DateTimeFormat(settings.language, { dateStyle: "long" }).format(Date.parse(instant));
