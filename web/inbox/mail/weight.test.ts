import { describe, expect, it } from "vitest";
import { isTooHeavy, wordsOf } from "./weight";

const fonts = (count: number) => Array.from({ length: count }, (_, index) => `<font color=${index}>`).join("");

describe("isTooHeavy", () => {
  it.each([
    ["unclosed formatting before many blocks", `<p>${fonts(300)}</p>${"<p>x".repeat(1000)}`],
    ["the same with end tags that open blocks", `<p>${fonts(300)}</p>${"</p>x".repeat(1000)}`],
    ["more elements than anybody reads", "<p>x</p>".repeat(40_000)],
    ["more text than a page should hold", "x".repeat(2_000_001)],
  ])("%s", (_name, html) => expect(isTooHeavy(html)).toBe(true));

  it.each([
    ["a long table", "<tr><td><b>x</b></td></tr>".repeat(5_000)],
    ["formatting that is closed", "<p><font color=red><b>x</b></font></p>".repeat(5_000)],
    ["a newsletter that forgets to close some of it", `${fonts(12)}${"<p><b>x</b></p>".repeat(1_000)}`],
    ["no tags", "x < y ".repeat(100_000)],
  ])("not %s", (_name, html) => expect(isTooHeavy(html)).toBe(false));

  it("is quick about what never ends", () => {
    const began = performance.now();
    isTooHeavy("<".repeat(2_000_000));
    wordsOf("<".repeat(2_000_000));
    wordsOf("<p ".repeat(600_000));
    wordsOf("<style>".repeat(280_000));
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe("wordsOf", () => {
  it("keeps the words and the lines", () => {
    const html = "<style>p{}</style><h1>Title</h1><p>One <b>two</b><br>three</p><script>no()</script>";
    expect(wordsOf(html)).toBe("Title\n\nOne two\nthree");
  });
});
