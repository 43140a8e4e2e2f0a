/** What an app password is for, and how long. */
import type { Scope } from "../api/types";

export const SCOPES: readonly Scope[] = ["imap", "pop3", "submission", "api"];

/** Whether any of them reads mail: then the password wraps the mailbox's key. */
export const reads = (scopes: readonly Scope[]): boolean => scopes.some((scope) => scope !== "submission");

const DAY = 86_400;
const LIFETIMES = { none: null, month: 30 * DAY, quarter: 90 * DAY, year: 365 * DAY };
export type Expiry = keyof typeof LIFETIMES;

/** In seconds; null: no end. */
export const lifetimeOf = (expiry: Expiry): number | null => LIFETIMES[expiry];
