import { describe, expect, it } from "vitest";
import type { Letter } from "../state/letter";
import { COMPARED, resembled } from "./correspondents";

interface Told {
  state?: string;
  level?: string;
}

/** A letter from "Name <address>"; `uid` tells when it came. */
function letter(uid: number, from: string, { state = "unverified", level = "none" }: Told = {}): Letter {
  const [, name, address] = /^(.*?) ?<(.*)>$/.exec(from) ?? ["", "", ""];
  const envelope = { from: from ? [{ name, address }] : [], sender: [] };
  const summary = {
    envelope,
    authentication: { state, domain: "", reasons: [] },
    verdict: { level, score: 0, reasons: [] },
  };
  return { id: String(uid), uid, received: uid, size: 1, seen: false, fresh: false, summary } as unknown as Letter;
}

const MARIE = letter(1, "Marie Dupont <marie@larkfield.example>");

/** Who `from` looks like to a mailbox that `earlier` are in. */
function seen(from: string, ...earlier: Letter[]): string | null {
  const last = letter(9, from);
  const found = resembled(last, [last, ...earlier]);
  return found && `${found.name} ${found.address} ${found.by}`;
}

describe("a sender who looks like a correspondent", () => {
  it.each([
    "Marie Dupont <marie@larkfie1d.example>",
    "Billing <x@larkfie1d.example>",
    "Marie <m@larkfeld.example>",
    "Marie <m@l\u0430rkfield.example>",
    "Marie <m@xn--lrkfield-9kg.example>",
    "M <m@larkfield-support.com>",
    "M <m@larkfield.xyz>",
    "M <m@mail.larkfield.weebly.com>",
  ])("%s, by the domain", (from) => expect(seen(from, MARIE)).toBe("Marie Dupont marie@larkfield.example domain"));

  it.each([
    "Marie Dupont <someone@elsewhere.example>",
    "DUPONT Marie <marie.dupont@gmail.com>",
    "Mari\u0435 Dup\u043ent <a@b.example>",
    "\u201cmarie@larkfield.example\u201d <a@b.example>",
  ])("%s, by the name", (from) => expect(seen(from, MARIE)).toBe("Marie Dupont marie@larkfield.example name"));

  it("at a free host every address is somebody else", () => {
    const friend = letter(1, "Marie Dupont <marie.dupont@gmail.com>");
    expect(seen("Marie Dupont <marie.dup0nt@gmail.com>", friend)).toContain("name");
    expect(seen("M <m@gmai1.com>", friend)).toContain("domain");
  });
});

describe("a sender who does not", () => {
  it.each([
    "Marie Dupont <marie@larkfield.example>",
    "Marie Dupont <MARIE@LARKFIELD.EXAMPLE>",
    "Marie Dupont <m.dupont@news.larkfield.example>",
    "Larkfield <a@larkfield.com>",
    "Paul Martin <paul@orchard.example>",
    "<paul@orchard.example>",
    "",
    "Nobody <>",
    "No at <marie>",
  ])("%j", (from) => expect(seen(from, MARIE)).toBeNull());

  it("names that many senders bear", () => {
    const shop = letter(1, "Customer Service <help@orchard.example>");
    expect(seen("Customer Service <help@harbour.example>", shop)).toBeNull();
    expect(seen("Bob <b@harbour.example>", letter(1, "Bob <b@orchard.example>"))).toBeNull();
    expect(seen("noreply <b@harbour.example>", letter(1, "noreply <b@orchard.example>"))).toBeNull();
  });

  it("a correspondent whose name is an everyday word", () => {
    const paris = letter(1, "Ville <a@paris.example>");
    expect(seen("Habitat <a@paris-habitat.example>", paris)).toBeNull();
    expect(seen("Orange <a@orange-bank.example>", letter(1, "Ann <ann@orange.fr>"))).toBeNull();
  });
});

describe("who wrote first", () => {
  it("is not blamed for who imitates them", () => {
    const forger = letter(5, "Marie Dupont <marie@larkfie1d.example>");
    const genuine = letter(9, "Marie Dupont <marie@larkfield.example>");
    expect(resembled(genuine, [genuine, forger, MARIE])).toBeNull();
    expect(resembled(forger, [genuine, forger, MARIE])?.address).toBe("marie@larkfield.example");
  });

  it("is warned of each time, not only the first", () => {
    const again = [letter(9, "M <m@larkfie1d.example>"), letter(5, "M <m@larkfie1d.example>")] as const;
    expect(resembled(again[0], [...again, MARIE])?.by).toBe("domain");
  });

  it("does not count if it was thought ill of", () => {
    expect(seen("M <m@larkfield.example>", letter(1, "M <m@larkfie1d.example>", { state: "pretends" }))).toBeNull();
    expect(seen("M <m@larkfield.example>", letter(1, "M <m@larkfie1d.example>", { level: "suspicious" }))).toBeNull();
  });

  it("does not count if its seal is broken, nor does a broken letter resemble anybody", () => {
    const broken = { ...MARIE, summary: null };
    expect(seen("Marie Dupont <a@b.example>", broken)).toBeNull();
    expect(resembled(broken, [MARIE])).toBeNull();
  });
});

describe("hostile senders", () => {
  it("are compared in a bounded time", () => {
    const many = Array.from({ length: 5_000 }, (_, n) =>
      letter(n + 1, `${"\u0430\u0301 ".repeat(3_000)}${n} <${"a".repeat(300)}@${"b-".repeat(30)}${n}.example>`),
    );
    const began = performance.now();
    resembled(letter(9_999, `${"x".repeat(50_000)} <${"@".repeat(9_000)}y>`), many);
    resembled(letter(9_999, "Marie <m@larkfield.example>"), many);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("show no more of a name than fits", () => {
    const long = letter(1, `${"Marie Dupont ".repeat(90)}<m@larkfield.example>`);
    expect(resembled(letter(2, "M <m@larkfie1d.example>"), [long])?.name).toHaveLength(200);
  });

  it("further back than letters are compared, nobody is known", () => {
    const others = Array.from({ length: COMPARED }, (_, n) => letter(n + 2, "Paul Martin <paul@orchard.example>"));
    expect(resembled(letter(99_999, "Marie Dupont <a@b.example>"), [...others, MARIE])).toBeNull();
  });
});
