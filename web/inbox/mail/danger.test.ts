import { describe, expect, it } from "vitest";
import type { Verdict } from "$src/sealing";
import { cautionOf, isDangerous, isLocked, safeName } from "./danger";

describe("isDangerous", () => {
  it.each([
    "invoice.pdf.exe",
    "PHOTO.SCR",
    "page.html",
    "drawing.svg",
    "macro.docm",
    "disk.iso",
    "a.lnk",
    "trailing.exe. ",
  ])("%j by its name", (name) => expect(isDangerous(name, "application/octet-stream")).toBe(true));

  it.each(["text/html", "IMAGE/SVG+XML", "application/x-msdownload", "application/javascript"])(
    "%j by its type",
    (type) => expect(isDangerous("harmless.txt", type)).toBe(true),
  );

  it.each([
    ["report.pdf", "application/pdf"],
    ["photo.jpeg", "image/jpeg"],
    ["notes.txt", "text/plain"],
    ["table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    ["", "image/png"],
  ])("not %j (%s)", (name, type) => expect(isDangerous(name, type)).toBe(false));
});

describe("safeName", () => {
  it("drops what would turn a name round or hide in it", () => {
    expect(safeName("photo\u202egpj.scr", "x")).toBe("photogpj.scr");
    expect(safeName("a\u0000b\u200bc\u2028d.txt", "x")).toBe("abcd.txt");
  });

  it("names no folder, nothing hidden, nothing endless and nothing empty", () => {
    expect(safeName("../../etc/passwd", "x")).toBe("_.._etc_passwd");
    expect(safeName(".bashrc", "x")).toBe("bashrc");
    expect(safeName("a".repeat(300) + ".pdf", "x")).toHaveLength(180);
    expect(safeName(" \u200b ", "fallback")).toBe("fallback");
  });
});

describe("isLocked", () => {
  it("reads the flags of a ZIP's first entry", () => {
    expect(isLocked(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 1, 0))).toBe(true);
    expect(isLocked(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 8, 0))).toBe(false);
    expect(isLocked(Uint8Array.of(0x25, 0x50, 0x44, 0x46, 1, 1, 1))).toBe(false);
    expect(isLocked(new Uint8Array())).toBe(false);
  });
});

describe("cautionOf", () => {
  const file = { name: "scan.zip", type: "application/zip", locked: false };
  const picture = { name: "a.png", type: "image/png", locked: false };
  const judge = (level: Verdict["level"], ...reasons: [code: string, evidence: string][]): Verdict => ({
    level,
    score: 0.5,
    reasons: reasons.map(([code, evidence]) => ({ code, evidence })),
  });

  it("finds nothing where nothing is said", () => {
    expect(cautionOf(file)).toEqual({ codes: [], judged: false });
    expect(cautionOf(file, judge("suspicious", ["presses_time", "now"]))).toEqual({ codes: [], judged: false });
  });

  it("names what the verdict says of this file, at any level, and what the file itself shows", () => {
    const verdict = judge("none", ["file_encrypted", "scan.zip"], ["file_nested", "other.zip"]);
    expect(cautionOf(file, verdict)).toEqual({ codes: ["file_encrypted"], judged: false });
    expect(cautionOf({ ...file, locked: true })).toEqual({ codes: ["file_encrypted"], judged: false });
  });

  it("trusts no file of a dangerous message but pictures, and none where something harmful was found", () => {
    expect(cautionOf(file, judge("dangerous", ["asks_credentials", ""])).judged).toBe(true);
    expect(cautionOf(picture, judge("dangerous", ["asks_credentials", ""])).judged).toBe(false);
    expect(cautionOf(picture, judge("dangerous", ["malware", "Eicar"])).judged).toBe(true);
    expect(cautionOf(file, judge("suspicious", ["file_program", "setup.exe"])).judged).toBe(true);
  });
});
