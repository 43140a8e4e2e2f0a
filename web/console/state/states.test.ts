import { describe, expect, it } from "vitest";
import { PERMISSIONS, type LogEntry } from "../api/types";
import { TailParser } from "../api/tail";
import { niceMaximum, padMinutes, partsOf } from "../charts/scale";
import { Attention, PATIENCE_MS } from "./attention";
import { encodeFilters, fits, isFiltered, namesIn, NO_FILTERS } from "./query";
import { decided, grantable, isLookedFor, isOwn, restingFor } from "./rights";
import { mayApprove, stateOf } from "./glass";
import { may, missing, sectionsOf } from "./staff";

const session = (permissions: readonly string[], mode: "member" | "staff" = "staff") => ({
  permissions,
  mode,
  second_factor: mode === "staff",
});
const account = (roles: string[], suspended: Record<string, string> = {}, factors = 1) => ({
  roles,
  suspended_roles: suspended,
  factors: Array.from({ length: factors }, () => ({
    id: "",
    kind: "totp" as const,
    name: "",
    created_at: "",
    used_at: null,
  })),
});

describe("who sees what", () => {
  it("is what the permissions say", () => {
    expect(sectionsOf(session(PERMISSIONS))).toEqual([
      "home",
      "reports",
      "people",
      "reviews",
      "glass",
      "log",
      "policy",
    ]);
    expect(sectionsOf(session(["account.use", "people.read"]))).toEqual(["people"]);
    expect(sectionsOf(null)).toEqual([]);
    expect(may(null, "log.read")).toBe(false);
  });

  it("says what is missing for who sees nothing", () => {
    const own = session(["account.use"], "member");
    expect(missing(null, null)).toBe("session");
    expect(missing(session(["service.read"]), account(["auditor"]))).toBeNull();
    expect(missing(own, account(["member"]))).toBe("role");
    expect(missing(own, account(["member"], { owner: "no second factor" }, 0))).toBe("factor");
    expect(missing(own, account(["member", "owner"]))).toBe("proof");
    expect(missing(own, account(["member"], { owner: "not attested" }))).toBe("review");
    expect(missing(own, null)).toBe("role");
  });
});

const grant = (role: string, suspended = "") => ({
  role,
  suspended,
  granted_at: "",
  granted_by: null,
  used_at: null,
});

describe("rights", () => {
  it("rest for a reason", () => {
    expect(restingFor(grant("owner"))).toBeNull();
    expect(restingFor(grant("owner", "no second factor"))).toBe("factor");
    expect(restingFor(grant("owner", "not attested"))).toBe("attested");
    expect(restingFor(grant("owner", "else"))).toBe("other");
  });

  it("are offered where they are not held, or wait to be put in force", () => {
    expect(grantable([grant("owner"), grant("support", "no second factor")])).not.toContain("owner");
    expect(grantable([grant("support", "no second factor")])).not.toContain("support");
    expect(grantable([grant("auditor", "not attested")])).toContain("auditor");
  });

  it("are decided on by somebody else", () => {
    const right = {
      member: "a",
      name: "",
      role: "",
      granted_at: "",
      used_at: null,
      decided_by: null,
      decided_at: null,
    };
    expect(isOwn(right, "a")).toBe(true);
    expect(isOwn(right, "b")).toBe(false);
    expect(
      decided([
        { ...right, decision: "open" },
        { ...right, decision: "attested" },
      ]),
    ).toBe(1);
  });

  it("belong to people who are found by any part, whatever the accents", () => {
    const ines = { name: "Inès Dupont", addresses: ["ines@tempory.test"] };
    for (const wanted of ["", " ines", "DUPO", "tempory", "ès"]) expect(isLookedFor(ines, wanted)).toBe(true);
    expect(isLookedFor(ines, "olga")).toBe(false);
  });
});

const entry: LogEntry = {
  index: 7, at: "2026-11-21T20:00:30.000Z", who: "machine:mail", who_name: null, verb: "mail.deliver", kind: "mailbox",
  on: "", on_name: null, way: "smtp", result: "done", act: null, network: null, leaf: "{}",
}; // prettier-ignore

describe("a search", () => {
  it("is asked for with what was chosen alone", () => {
    expect(encodeFilters(NO_FILTERS, null)).toBe("limit=50");
    const query = new URLSearchParams(
      encodeFilters({ ...NO_FILTERS, verb: "mail.read", since: "2026-11-21T20:00" }, 9),
    );
    expect(query.get("verb")).toBe("mail.read");
    expect(query.get("cursor")).toBe("9");
    expect(Number(query.get("since"))).toBe(Date.parse("2026-11-21T20:00"));
    expect(isFiltered(NO_FILTERS)).toBe(false);
    expect(isFiltered({ ...NO_FILTERS, who: "x" })).toBe(true);
  });

  it("holds what just came to the same", () => {
    const local = new Date(Date.parse(entry.at));
    const minute = (shift: number) => {
      const at = new Date(local.getTime() + shift - local.getTimezoneOffset() * 60_000);
      return at.toISOString().slice(0, 16);
    };
    expect(fits(entry, NO_FILTERS)).toBe(true);
    expect(fits(entry, { ...NO_FILTERS, since: minute(0), until: minute(0) })).toBe(true);
    expect(fits(entry, { ...NO_FILTERS, since: minute(60_000) })).toBe(false);
    expect(fits(entry, { ...NO_FILTERS, until: minute(-60_000) })).toBe(false);
    for (const other of [{ who: "x" }, { verb: "x" }, { result: "refused" }])
      expect(fits(entry, { ...NO_FILTERS, ...other })).toBe(false);
  });
});

describe("staff in records", () => {
  it("are those with a name", () => {
    expect(namesIn([entry, { ...entry, who: "0f", who_name: "Olga" }])).toEqual([["0f", "Olga"]]);
  });
});

describe("attention", () => {
  it("lasts a little longer than the last movement", () => {
    const attention = new Attention(0);
    expect(attention.isThere(PATIENCE_MS - 1)).toBe(true);
    expect(attention.isThere(PATIENCE_MS)).toBe(false);
    attention.notice(PATIENCE_MS);
    expect(attention.isThere(2 * PATIENCE_MS - 1)).toBe(true);
  });
});

describe("the live view", () => {
  it("reads records however they are cut", () => {
    const text = `event: ready\ndata: {"next":7}\n\n: still here\n\nevent: record\ndata: ${JSON.stringify(entry)}\n\nevent: passed\ndata: {"records":3}\n\nevent: other\ndata: {}\n\n`;
    const octets = new TextEncoder().encode(text);
    for (const step of [1, 7, octets.length]) {
      const parser = new TailParser();
      const told = [];
      for (let at = 0; at < octets.length; at += step) told.push(...parser.feed(octets.subarray(at, at + step)));
      expect(told).toEqual([
        { kind: "ready", next: 7 },
        { kind: "record", entry },
        { kind: "passed", records: 3 },
      ]);
    }
  });

  it("reads no endless line", () => {
    expect(() => [...new TailParser().feed(new Uint8Array(2 * 1024 * 1024).fill(65))]).toThrow();
  });
});

describe("a chart", () => {
  it("ends at a round number", () => {
    expect([[], [3], [5], [6], [11], [499], [1000]].map((values) => niceMaximum(values))).toEqual([
      5, 5, 5, 10, 20, 500, 1000,
    ]);
  });

  it("shows what is there, however little", () => {
    const parts = partsOf([1, 0, 999_999]);
    expect(parts[0]?.width).toBeGreaterThan(0.005);
    expect(parts[1]?.width).toBe(0);
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
    expect(parts[2]?.start).toBeCloseTo(parts[0]?.width ?? 0);
    expect(partsOf([0, 0])).toEqual([
      { start: 0, width: 0 },
      { start: 0, width: 0 },
    ]);
  });

  it("does not take the time before the start for silence", () => {
    expect(padMinutes([1, 2], 4)).toEqual([null, null, 1, 2]);
    expect(padMinutes([1, 2, 3], 2)).toEqual([2, 3]);
  });
});

describe("a request to break the glass", () => {
  it("waits, lies open for a time, and is over", () => {
    expect(stateOf({ ends_at: null }, 0)).toBe("waiting");
    const ends_at = "2026-11-30T12:00:00Z";
    expect(stateOf({ ends_at }, Date.parse(ends_at) - 1)).toBe("open");
    expect(stateOf({ ends_at }, Date.parse(ends_at))).toBe("over");
  });

  it("is approved by a second person, once", () => {
    const asked = { approved_by: null, asked_by: "a", member: "m" };
    const by = (member: string, permissions: readonly string[] = ["break-glass.approve"]) => ({ member, permissions });
    expect(mayApprove(asked, by("b"))).toBe(true);
    expect(mayApprove(asked, by("a"))).toBe(false);
    expect(mayApprove(asked, by("m"))).toBe(false);
    expect(mayApprove(asked, by("b", ["break-glass.ask"]))).toBe(false);
    expect(mayApprove({ ...asked, approved_by: "c" }, by("b"))).toBe(false);
  });
});
