import { describe, expect, it } from "vitest";
import { isDangerous, safeName } from "./danger";

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
