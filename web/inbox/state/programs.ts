/** What a mail program needs to be told, from what the service says it listens on. */
import type { Listener, Service } from "../api/types";

export interface Way {
  protocol: "IMAP" | "POP3";
  server: Server;
  /** For programs that know no TLS from the first octet on. */
  otherwise: Server | null;
}

export interface Server {
  host: string;
  port: number;
  security: "SSL/TLS" | "STARTTLS";
}

const NAMES = [
  ["IMAP", "imaps", "imap"],
  ["POP3", "pop3s", "pop3"],
] as const;

/** The ways in, the best first; never one without encryption. */
export function waysOf(service: Service): Way[] {
  return NAMES.flatMap(([protocol, ...listeners]) => {
    const [server, otherwise] = listeners.flatMap((name) => serverOf(service.listeners[name]));
    return server ? [{ protocol, server, otherwise: otherwise ?? null }] : [];
  });
}

/** Where mail is taken: for our own addresses, which is all that a disposable mailbox can send to, or from members. */
export const outgoingOf = (service: Service, ...listeners: ("smtp" | "submissions" | "submission")[]): Server | null =>
  (listeners.length ? listeners : ["smtp"]).flatMap((name) => serverOf(service.listeners[name]))[0] ?? null;

function serverOf(listener: Listener | undefined): Server[] {
  if (listener?.tls === "implicit") return [{ host: listener.host, port: listener.port, security: "SSL/TLS" }];
  if (listener?.tls === "starttls") return [{ host: listener.host, port: listener.port, security: "STARTTLS" }];
  return [];
}

/** The set-up file for Apple's Mail: it names the mailbox, and holds no secret. */
export const profilePath = (address: string, language: string): string =>
  `/mail/apple.mobileconfig?${new URLSearchParams({ emailaddress: address, lang: language }).toString()}`;
