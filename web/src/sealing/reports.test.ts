/** What is handed over to the security team, on the vectors that Python runs too (tests/sealing/reports.json). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { draw, encodeHex, utf8 } from "./octets";
import { IntegrityError, InvalidValueError, KeyPair, parseBase64, Secret } from "./index";
import { MAX_REPORT_OCTETS, openAnswer, openReport, openTeamKey, sealReport, sealTeamKey } from "./reports";

const path = new URL("../../../tests/sealing/reports.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8")) as Record<string, string>;
const written = (name: string): string => vectors[name] ?? "";
const octets = (name: string) => parseBase64(written(name));
const [key, report, mailbox] = [written("key"), written("report"), written("mailbox")];
const team = await KeyPair.fromSeed(new Secret(octets("team_seed")));
const officer = await KeyPair.fromSeed(new Secret(octets("officer_seed")));
const other = encodeHex(draw(16));

describe("a report", () => {
  test("opens as Python sealed it", async () => {
    expect(team.publicKey).toEqual(octets("team_public_key"));
    expect(await openReport(team, octets("sealed_report"), { key, report })).toEqual(octets("content"));
    const seed = await openTeamKey(officer, octets("team_wrap"), { key, mailbox });
    expect(seed.equals(team.seed)).toBe(true);
    expect(await openAnswer(officer, octets("sealed_answer"), { mailbox, report })).toBe(written("answer"));
  });

  test("is sealed here for the team alone, and as itself alone", async () => {
    const content = utf8("Subject: x\r\n\r\nhttps://evil.example/");
    const sealed = await sealReport(team.publicKey, content, { key, report });
    expect(await openReport(team, sealed, { key, report })).toEqual(content);
    await expect(openReport(officer, sealed, { key, report })).rejects.toThrow(IntegrityError);
    await expect(openReport(team, sealed, { key, report: other })).rejects.toThrow(IntegrityError);
    await expect(openReport(team, sealed, { key: other, report })).rejects.toThrow(IntegrityError);
    await expect(openReport(team, new Uint8Array(0), { key, report })).rejects.toThrow(IntegrityError);
  });

  test("has a largest size", async () => {
    const large = new Uint8Array(MAX_REPORT_OCTETS + 1);
    await expect(sealReport(team.publicKey, large, { key, report })).rejects.toThrow(InvalidValueError);
  });
});

describe("the team's key", () => {
  test("opens for the officer whom it was sealed to", async () => {
    const wrap = await sealTeamKey(team.seed, officer.publicKey, { key, mailbox });
    expect((await openTeamKey(officer, wrap, { key, mailbox })).equals(team.seed)).toBe(true);
    await expect(openTeamKey(team, wrap, { key, mailbox })).rejects.toThrow(IntegrityError);
    await expect(openTeamKey(officer, wrap, { key, mailbox: other })).rejects.toThrow(IntegrityError);
  });
});
