import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";

type Leaf = [path: string, value: unknown];

function leaves(node: unknown, path = ""): Leaf[] {
  if (typeof node !== "object" || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, `${path}/${key}`));
}

/** What a sentence says for one and for several, or for some text. */
const said = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  const speak = value as (...given: unknown[]) => string;
  return [speak(1, 1, 1), speak(7, 7, 7)];
};

describe("dictionaries", () => {
  const [english, french] = [leaves(en), leaves(fr)];

  it("have the same sentences", () => {
    expect(french.map(([path]) => path)).toEqual(english.map(([path]) => path));
  });

  it("leave nothing empty or without its number", () => {
    for (const [path, value] of [...english, ...french]) {
      for (const sentence of said(value)) {
        expect(sentence.trim(), path).not.toBe("");
        expect(sentence, path).not.toMatch(/undefined|\[object/);
        expect(sentence, path).not.toContain("#");
      }
    }
  });

  it("set French as French is set: narrow no-break spaces before high punctuation, curved apostrophes", () => {
    for (const [path, value] of french) {
      for (const sentence of said(value)) {
        expect(sentence, path).not.toMatch(/[ \p{L}\d][;!?](?!\p{L})|[^\u00a0]:(?=\s|$)/u);
        expect(sentence, path).not.toContain("'");
      }
    }
  });
});
