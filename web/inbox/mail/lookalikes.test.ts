/** The vectors that Python runs too (tests/verdict/lookalikes.json): what it says of a name, the page says. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as lists from "./hosts";
import { Imitated, parseHost, plain, registrable, skeleton } from "./lookalikes";
import { decodeLabel } from "./punycode";

interface Vectors {
  lists: Record<keyof typeof lists, string[]>;
  plain: Record<string, string>;
  skeleton: Record<string, string>;
  parse_host: Record<string, string>;
  registrable: Record<string, string>;
  own: string[];
  likeness: { host: string; name: string | null; how: string | null }[];
}

const path = new URL("../../../tests/verdict/lookalikes.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8")) as Vectors;
const imitated = new Imitated(vectors.own);

describe("vectors", () => {
  it.each(Object.keys(vectors.lists) as (keyof typeof lists)[])("list %s", (name) => {
    expect([...lists[name]].toSorted()).toEqual(vectors.lists[name]);
  });

  it.each(Object.entries(vectors.plain))("plain %j", (text, wanted) => expect(plain(text)).toBe(wanted));
  it.each(Object.entries(vectors.skeleton))("skeleton %j", (text, wanted) => expect(skeleton(text)).toBe(wanted));
  it.each(Object.entries(vectors.parse_host))("host %j", (host, wanted) => expect(parseHost(host)).toBe(wanted));
  it.each(Object.entries(vectors.registrable))("domain of %j", (host, wanted) =>
    expect(registrable(host)).toBe(wanted),
  );

  it.each(vectors.likeness)("$host looks like $name by $how", ({ host, name, how }) => {
    const found = imitated.likeness(parseHost(host));
    expect(found?.how ?? null).toBe(how);
    expect(found?.domain.split(".")[0] ?? null).toBe(name);
  });
});

describe("decodeLabel", () => {
  // RFC 3492 §7.1: Chinese, Czech, Hebrew (the "xn--" form), Japanese with Latin letters, and an emphasised one.
  it.each([
    ["xn--ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"],
    ["xn--proprostnemluvesky-uyb24dma41a", "pročprostěnemluvíčesky"],
    ["xn--4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"],
    ["xn--3b-ww4c5e180e575a65lsy2b", "3年b組金八先生"],
    ["xn--bcher-kva", "bücher"],
    ["plain", "plain"],
    ["xn--", "xn--".slice(4)],
    ["xn--\u00e9", "xn--\u00e9"],
    ["xn--9", "xn--9"],
    ["xn--99999999999", "xn--99999999999"],
    [`xn--${"a".repeat(70)}`, `xn--${"a".repeat(70)}`],
  ])("%j", (label, wanted) => expect(decodeLabel(label)).toBe(wanted));

  it("ends on any label", () => {
    const signs = "abz09-é";
    for (let seed = 1; seed < 3_000; seed++) {
      let state = seed * 2_654_435_761;
      const label = Array.from({ length: seed % 59 }, () => signs[(state = (state * 48_271) % 2_147_483_647) % 7]).join(
        "",
      );
      expect(typeof decodeLabel(`xn--${label}`)).toBe("string");
    }
  });
});
