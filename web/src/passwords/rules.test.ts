/** The examples that Python runs too (tests/people/password_rules.json). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FILTER_OCTETS, findFlaw } from "./rules";

interface Examples {
  readonly context: string[];
  readonly refused: Record<string, string[]>;
  readonly taken: string[];
}

const read = (path: string): Buffer => readFileSync(new URL(`../../../${path}`, import.meta.url));
const examples = JSON.parse(read("tests/people/password_rules.json").toString()) as Examples;
const filter = new Uint8Array(read("src/tempory/people/common_passwords.bin"));
const refused = Object.entries(examples.refused).flatMap(([flaw, all]) => all.map((password) => ({ flaw, password })));

describe("a password", () => {
  test("the filter has its size", () => {
    expect(filter).toHaveLength(FILTER_OCTETS);
  });

  test.each(refused.filter(({ flaw, password }) => flaw === "short" || [...password].length >= 15))(
    "$flaw: $password",
    ({ flaw, password }) => {
      expect(findFlaw(password, examples.context, filter)).toBe(flaw);
    },
  );

  test.each(examples.taken)("taken: %s", (password) => {
    expect(findFlaw(password, examples.context, filter)).toBeNull();
  });
});
