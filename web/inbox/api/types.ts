/** What the API sends (docs: /api/v1/openapi.json). Instants are RFC 3339, binary is base64. */

export interface Service {
  name: string;
  version: string;
  domains: string[];
  lifetime: { min: number; max: number; default: number };
  quota: Usage;
  /** By protocol: smtp, imap, imaps, pop3, pop3s. */
  listeners: Partial<Record<string, Listener>>;
  /** Whether it fetches pictures from elsewhere for readers. */
  remote_pictures: boolean;
}

export interface Listener {
  host: string;
  port: number;
  /** `implicit` or `starttls`. */
  tls: string;
}

export interface Usage {
  messages: number;
  bytes: number;
}

export interface Mailbox {
  id: string;
  address: string | null;
  created_at: string;
  expires_at: string;
  quota: Usage;
  usage: Usage;
  public_key: string;
  wrapped_key: string;
  profile: string;
}

export interface Item {
  id: string;
  uid: number;
  received_at: string;
  size: number;
  seen: boolean;
  summary: string;
}

export interface MessagePage {
  messages: Item[];
  next: string | null;
}

export interface Receipt {
  mailbox: string;
  forgotten_at: string;
  messages: number;
  final: boolean;
}

export interface Creation {
  id: string;
  public_key: string;
  wrapped_key: string;
  name?: string;
  domain?: string;
  lifetime?: number;
}

export type MailEvent =
  | { kind: "ready"; mailboxes: string[] }
  | ({ kind: "message"; mailbox: string } & Item)
  | { kind: "changed"; mailbox: string; id: string; seen: boolean }
  | { kind: "deleted"; mailbox: string; id: string }
  | { kind: "extended"; mailbox: string; expires_at: string }
  | { kind: "forgotten"; mailbox: string; reason: string };
