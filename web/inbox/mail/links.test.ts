import { describe, expect, it } from "vitest";
import { linkify, readLink } from "./links";

describe("readLink", () => {
  it("splits a link around the host that it really names", () => {
    const link = readLink("https://bank.example@login.evil.invalid:8443/verify?x=1", "");
    expect(link).toMatchObject({ host: "login.evil.invalid:8443", after: "/verify?x=1", insecure: false });
    expect(link?.before).toBe("https://bank.example@");
  });

  it("refuses every scheme that could act or that leads nowhere", () => {
    for (const href of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "blob:https://a/b",
      "/x",
      "",
    ]) {
      expect(readLink(href, "x"), href).toBeNull();
    }
  });

  it.each([
    ["www.bank.example", "https://evil.invalid/", "bank.example"],
    ["https://bank.example/login", "https://evil.invalid/bank.example", "bank.example"],
    ["Bank.Example", "https://bank.example.evil.invalid/", "bank.example"],
    ["bank.example", "https://www.bank.example/", null],
    ["www.bank.example", "https://login.bank.example/", null],
    ["Click here", "https://evil.invalid/", null],
    ["Version 2.10 is out", "https://evil.invalid/", null],
  ])("says of %j to %s: claims %j", (text, href, claimed) => {
    expect(readLink(href, text)?.claimed).toBe(claimed);
  });

  it("notices letters that imitate others, and open connections", () => {
    expect(readLink("https://b\u00fccher.example/", "")).toMatchObject({
      foreign: true,
      host: "xn--bcher-kva.example",
    });
    expect(readLink("http://plain.example/", "")).toMatchObject({ foreign: false, insecure: true });
  });

  it("reads a mail address, even one that is badly escaped", () => {
    expect(readLink("mailto:a%40b@c.example?subject=x", "")).toMatchObject({ scheme: "mailto", host: "a@b@c.example" });
    expect(readLink("mailto:%zz", "")?.host).toBe("%zz");
  });
});

describe("linkify", () => {
  it("reads a link without end in one pass", () => {
    const link = `https://evil.example/${")".repeat(400_000)}x`;
    const began = performance.now();
    expect(linkify(`${link}${".".repeat(400_000)} end`)[0]).toEqual({ text: link, href: link });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("leaves the punctuation that ends a sentence outside", () => {
    expect(linkify("See https://a.example/x?y=1. Or (http://b.example/z), or not.")).toEqual([
      { text: "See ", href: null },
      { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
      { text: ". Or (", href: null },
      { text: "http://b.example/z", href: "http://b.example/z" },
      { text: "), or not.", href: null },
    ]);
  });

  it("gives back every character", () => {
    const text = "a https://b.example/, <https://c.example> https://... end";
    expect(
      linkify(text)
        .map((run) => run.text)
        .join(""),
    ).toBe(text);
  });
});
