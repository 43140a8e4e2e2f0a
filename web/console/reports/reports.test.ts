import { expect, test } from "vitest";
import { encodeBase64, KeyPair } from "$src/sealing";
import { draw, encodeHex, utf8 } from "$src/sealing/octets";
import { sealReport } from "$src/sealing/reports";
import type { Officer, QueuedReport, Team } from "../api/types";
import { cluesOf, targetsOf } from "./clues";
import { drawTeamKey, handOn, holds, lacking, openWith } from "./team";

const officerOf = async (name: string) => {
  const [mailbox, pair] = [encodeHex(draw(16)), await KeyPair.draw()];
  const officer: Officer = { member: mailbox, name, mailbox, public_key: encodeBase64(pair.publicKey), keys: [] };
  return { keys: { mailbox, pair }, officer };
};

const report = (id: string, key: string): QueuedReport => ({
  id, key, channel: "page", filed_at: "", state: "open", size: 1, answerable: true, decided_at: null,
  decided_by: null, found: null,
}); // prettier-ignore

test("the team's key opens reports for who holds it, and is handed on", async () => {
  const [olga, omar] = [await officerOf("Olga"), await officerOf("Omar")];
  const made = await drawTeamKey([olga.officer]);
  const key = { id: made.id, public_key: made.publicKey, made_at: "" };
  const officers = [{ ...olga.officer, keys: [made.id] }, omar.officer];
  const asOlga: Team = { keys: [key], officers, wraps: [{ key: made.id, wrap: made.wraps[0]?.wrap ?? "" }] };
  const id = encodeHex(draw(16));
  const { publicKey } = { publicKey: Uint8Array.from(atob(made.publicKey), (letter) => letter.charCodeAt(0)) };
  const sealed = await sealReport(publicKey, utf8("a letter"), { key: made.id, report: id });
  expect(await openWith(asOlga, olga.keys, report(id, made.id), sealed)).toEqual(utf8("a letter"));
  expect(holds(asOlga, made.id)).toBe(true);
  expect(lacking(asOlga)).toEqual([{ key: made.id, officers: [omar.officer] }]);

  const asOmar: Team = { ...asOlga, wraps: [] };
  await expect(openWith(asOmar, omar.keys, report(id, made.id), sealed)).rejects.toThrow("no-team-key");
  const [wrap] = await handOn(asOlga, olga.keys, made.id, [omar.officer]);
  const given: Team = { ...asOmar, wraps: [{ key: made.id, wrap: wrap?.wrap ?? "" }] };
  expect(await openWith(given, omar.keys, report(id, made.id), sealed)).toEqual(utf8("a letter"));
});

test("links are found in markup and text, each once, and files", async () => {
  const html = `<A class="x" HREF="https://evil.example/login?to=me&amp;x=1">a</a> <a href='https&#58;//b.example/'>b</a>
    <a href=https://c.example>c</a> <a href="mailto:x@y.example">d</a> <a href="&#x6a;avascript:alert(1)">e</a>`;
  expect(targetsOf(html)).toEqual([
    "https://evil.example/login?to=me&x=1",
    "https://b.example/",
    "https://c.example",
    "mailto:x@y.example",
    "javascript:alert(1)",
  ]);
  const file = { name: "a.exe", type: "x/y", size: 2, dangerous: true, locked: false, contentId: null };
  const clues = await cluesOf({
    html,
    text: "Log in: https://EVIL.example/login?to=you.",
    spared: null,
    headers: [],
    files: [
      { ...file, blob: new Blob(["MZ"]) },
      { ...file, size: 0, blob: new Blob([]) },
    ],
    raw: new Uint8Array(0),
  });
  expect(clues.map(({ kind, name }) => [kind, name])).toEqual([
    ["link", "evil.example/login"],
    ["link", "b.example"],
    ["link", "c.example"],
    ["file", "a.exe"],
  ]);
  expect(new Set(clues.map(({ trace }) => trace)).size).toBe(4);
});
