import { describe, expect, it } from "vitest";
import type { Listener, Service } from "../api/types";
import { outgoingOf, profilePath, waysOf } from "./programs";

const at = (port: number, tls: string): Listener => ({ host: "mail.example", port, tls });
const offering = (listeners: Record<string, Listener>) => ({ listeners }) as unknown as Service;

describe("ways in", () => {
  it("are IMAP before POP3, and TLS from the start before STARTTLS", () => {
    const service = offering({
      pop3: at(110, "starttls"),
      imap: at(143, "starttls"),
      pop3s: at(995, "implicit"),
      imaps: at(993, "implicit"),
    });
    expect(waysOf(service).map(({ protocol, server, otherwise }) => [protocol, server.port, otherwise?.port])).toEqual([
      ["IMAP", 993, 143],
      ["POP3", 995, 110],
    ]);
  });

  it("are only those that are listened on, and never in clear", () => {
    expect(waysOf(offering({ smtp: at(25, "starttls") }))).toEqual([]);
    expect(waysOf(offering({ imap: at(143, "none"), pop3: at(110, "starttls") }))).toEqual([
      { protocol: "POP3", server: { host: "mail.example", port: 110, security: "STARTTLS" }, otherwise: null },
    ]);
    expect(outgoingOf(offering({ smtp: at(25, "none") }))).toBeNull();
    expect(outgoingOf(offering({ smtp: at(25, "starttls") }))?.security).toBe("STARTTLS");
    const sending = { smtp: at(25, "starttls"), submission: at(587, "starttls"), submissions: at(465, "implicit") };
    expect(outgoingOf(offering(sending))?.port).toBe(25);
    expect(outgoingOf(offering(sending), "submissions", "submission")).toEqual({
      host: "mail.example",
      port: 465,
      security: "SSL/TLS",
    });
  });
});

it("a set-up file is asked for by an address that is written as it must be", () => {
  expect(profilePath("a+b&c@mail.example", "fr")).toBe(
    "/mail/apple.mobileconfig?emailaddress=a%2Bb%26c%40mail.example&lang=fr",
  );
});
