import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf-8");

/** The table of "Whether it is dangerous" in the documentation, and the list that the server ships. */
const documented = read("docs/api.md")
  .split("## Whether it is dangerous")[1]
  ?.split("\n## ")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| about"))
  .flatMap((line) => [...line.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code));
const shipped = [...read("src/tempory/verdict/outcome.py").matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"/gm)]
  .map(([, code]) => code)
  .filter((code) => !["none", "suspicious", "dangerous"].includes(code ?? ""));

describe("a verdict's reasons", () => {
  it("are found where they are written down", () => {
    expect(shipped.length).toBeGreaterThan(50);
    expect(new Set(documented)).toEqual(new Set(shipped));
  });

  it.each([en, fr])("have one sentence each in $name, and no other", ({ verdict: { reasons } }) => {
    expect(Object.keys(reasons).sort()).toEqual([...shipped].sort());
    expect(new Set(Object.values(reasons)).size).toBe(shipped.length);
    for (const sentence of Object.values(reasons)) expect(sentence).toMatch(/^\p{Lu}.{10,110}\.$/u);
  });
});
