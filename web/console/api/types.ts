/** What `/api/v1/console`, `/people` and `/reviews` send (docs: /api/v1/openapi.json). */
import type { Session } from "$account/api/types";

export const PERMISSIONS = [
  "account.use",
  "people.read",
  "people.invite",
  "people.suspend",
  "people.remove",
  "roles.grant",
  "sessions.end",
  "reviews.read",
  "reviews.decide",
  "break-glass.ask",
  "break-glass.approve",
  "reports.read",
  "reports.decide",
  "log.read",
  "service.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  "owner",
  "operator",
  "security-officer",
  "support",
  "auditor",
  "data-protection-officer",
] as const;
export type Role = (typeof ROLES)[number];

export interface StaffSession extends Session {
  readonly permissions: readonly string[];
}

export interface Words {
  readonly en: string;
  readonly fr: string;
}

// The service

export interface Minute {
  readonly at: string;
  readonly stored: number;
  readonly refused: number;
  readonly entries_refused: number;
}

export interface Glance {
  readonly at: string;
  readonly since: string;
  readonly version: string;
  readonly ready: boolean;
  readonly store_answers: boolean;
  readonly draining: boolean;
  readonly listeners: readonly {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly tls: string;
    readonly open: number;
  }[];
  readonly mailboxes: {
    readonly disposable: number;
    readonly permanent: number;
    readonly full: number;
    readonly overdue: number;
    readonly buried: number;
    readonly messages: number;
  };
  readonly storage: { readonly messages: number; readonly folder: number; readonly free: number };
  readonly minutes: readonly Minute[];
  readonly policy: {
    readonly kept: number;
    readonly not_kept: number;
    readonly unknown: number;
    readonly audited_at: string | null;
  };
  readonly log: {
    readonly size: number;
    readonly signed: number;
    readonly signed_at: string | null;
    readonly witnesses: number;
    readonly trouble: boolean;
  };
}

export type State = "kept" | "not_kept" | "unknown";

export interface PolicyClause {
  readonly id: string;
  readonly title: Words;
  readonly promise: Words;
  readonly proof: Words;
  readonly owner: string;
  readonly state: State;
  readonly reason: string;
  readonly checked_at: string | null;
  readonly age: number | null;
  readonly max_age: number;
  readonly probes: readonly string[];
  readonly controls: readonly { readonly framework: string; readonly ids: readonly string[] }[];
}

// People

export type Status = "invited" | "active" | "suspended";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly language: "en" | "fr";
  readonly status: Status;
  readonly addresses: readonly string[];
  readonly created_at: string;
}

/** `suspended` empty: in force. */
export interface Grant {
  readonly role: string;
  readonly granted_at: string;
  readonly granted_by: string | null;
  readonly used_at: string | null;
  readonly suspended: string;
}

export interface PersonDetail extends Person {
  readonly roles: readonly Grant[];
  readonly factors: number;
  readonly sessions: number;
  readonly messages: number | null;
  readonly bytes: number | null;
}

export interface Staff {
  readonly member: string;
  readonly name: string;
  readonly status: Status;
  readonly factors: number;
  readonly roles: readonly Grant[];
}

export interface PeoplePage {
  readonly people: readonly Person[];
  readonly next: string | null;
}

export interface Invitation {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly language: "en" | "fr";
  readonly roles: readonly string[];
}

export interface Link {
  readonly link: string;
  readonly page: string;
  readonly expires_in: number;
}

// Reviews

export interface Review {
  readonly id: string;
  readonly started_at: string;
  readonly due_at: string;
  readonly closed_at: string | null;
}

export interface Right {
  readonly member: string;
  readonly name: string;
  readonly role: string;
  readonly granted_at: string;
  readonly used_at: string | null;
  readonly decision: string;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
}

export interface ReviewDetail extends Review {
  readonly rights: readonly Right[];
}

// Breaking the glass

/** `approved_by` null: nobody has yet. */
export interface Glass {
  readonly id: string;
  readonly member: string;
  readonly asked_by: string;
  readonly reason: string;
  readonly seconds: number;
  readonly asked_at: string;
  readonly approved_by: string | null;
  readonly ends_at: string | null;
}

// The access log

export interface LogEntry {
  readonly index: number;
  readonly at: string;
  readonly who: string;
  readonly who_name: string | null;
  readonly verb: string;
  readonly kind: string;
  readonly on: string;
  readonly on_name: string | null;
  readonly way: string;
  readonly result: "done" | "refused";
  readonly act: string | null;
  readonly network: string | null;
  readonly leaf: string;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  readonly next: number | null;
  readonly searched_to: number | null;
  readonly size: number;
}

export interface Verification {
  readonly checkpoint: string;
  readonly key: string;
  readonly size: number;
  readonly inclusion: readonly { readonly index: number; readonly path: readonly string[] }[];
  readonly consistency: readonly string[] | null;
}

// Reports

export interface QueuedReport {
  readonly id: string;
  readonly channel: string;
  readonly filed_at: string;
  readonly state: "open" | "confirmed" | "harmless";
  readonly key: string;
  readonly size: number;
  readonly answerable: boolean;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly found: number | null;
}

export interface Queue {
  readonly open: number;
  readonly confirmed: number;
  readonly harmless: number;
  readonly eldest_open: string | null;
  readonly reports: readonly QueuedReport[];
}

export interface Sightings {
  readonly messages: number;
  readonly mailboxes: number;
}

export interface Officer {
  readonly member: string;
  readonly name: string;
  readonly mailbox: string;
  readonly public_key: string;
  /** Those of the team's keys that they hold. */
  readonly keys: readonly string[];
}

export interface Team {
  /** The newest first: it is the one in use. */
  readonly keys: readonly { readonly id: string; readonly public_key: string; readonly made_at: string }[];
  readonly officers: readonly Officer[];
  /** One's own. */
  readonly wraps: readonly { readonly key: string; readonly wrap: string }[];
}

export interface Wrap {
  readonly mailbox: string;
  readonly wrap: string;
}
