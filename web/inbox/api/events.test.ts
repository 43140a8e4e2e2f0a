import { describe, expect, it } from "vitest";
import { EventParser } from "./events";

const STREAM = `: still here

event: ready
data: {"mailboxes": ["a"]}

event: message
data: {"mailbox": "a", "id": "é",
data:  "seen": false}

event: unknown
data: {"x": 1}

data: {"no": "event"}

event: deleted
data: {"mailbox": "a", "id": "b"}

`;
const EVENTS = [
  { kind: "ready", mailboxes: ["a"] },
  { kind: "message", mailbox: "a", id: "é", seen: false },
  { kind: "deleted", mailbox: "a", id: "b" },
];

describe("EventParser", () => {
  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("gives the same events however the stream is cut, lines ending in %s", (name, end) => {
    // The last CR may be half of a CRLF, so one more line has to follow it.
    const bytes = new TextEncoder().encode(STREAM.replaceAll("\n", end) + (name === "CR" ? ":" : ""));
    for (const size of [1, 2, 3, 7, 64, bytes.length]) {
      const parser = new EventParser();
      const seen = [];
      for (let at = 0; at < bytes.length; at += size) seen.push(...parser.feed(bytes.subarray(at, at + size)));
      expect(seen, `pieces of ${size}`).toEqual(EVENTS);
    }
  });

  it("refuses a line without end", () => {
    const parser = new EventParser();
    const piece = new TextEncoder().encode("x".repeat(1024 * 1024));
    expect(() => {
      for (let count = 0; count < 6; count += 1) Array.from(parser.feed(piece));
    }).toThrow("unexpected");
  });
});
