/** By what a message is found again, on the vectors that Python runs too (tests/verdict/traces.json). */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeHex, utf8 } from "./sealing/octets";
import { normaliseLink, traceFile, traceLink } from "./traces";

interface Vectors {
  readonly links: { readonly target: string; readonly normal: string | null }[];
  readonly link_trace: { readonly target: string; readonly trace: string };
  readonly file_trace: { readonly text: string; readonly trace: string };
}

const path = new URL("../../tests/verdict/traces.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8")) as Vectors;

test.each(vectors.links)("$target", ({ target, normal }) => {
  expect(normaliseLink(target)).toBe(normal);
});

test("a link is read in one pass, however it ends", () => {
  const began = performance.now();
  for (const end of [".", "/", ")"]) {
    const path = `/${end.repeat(400_000)}`;
    expect(normaliseLink(`http://evil.example${path}x`)).toBe(`evil.example${path}x`);
    expect(normaliseLink(`http://evil${".".repeat(400_000)}x`)).toMatch(/x$/);
  }
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("traces are Python's", async () => {
  const { link_trace, file_trace } = vectors;
  expect(encodeHex(await traceLink(normaliseLink(link_trace.target) ?? ""))).toBe(link_trace.trace);
  expect(encodeHex(await traceFile(utf8(file_trace.text)))).toBe(file_trace.trace);
});
