import { describe, expect, it } from "vitest";
import { choicesFor, isShorter } from "./keeping";
import { lifetimeOf, reads } from "./scopes";

describe("how long mail stays", () => {
  it("offers the present time among the others, and no end", () => {
    expect(choicesFor(null)[0]).toBeNull();
    expect(choicesFor(30)).toEqual(choicesFor(null));
    expect(choicesFor(45)).toContain(45);
    expect(choicesFor(45).slice(1)).toEqual(
      choicesFor(45)
        .slice(1)
        .toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    );
  });

  it.each([
    [30, null, true],
    [14, 30, true],
    [30, 30, false],
    [90, 30, false],
    [null, 30, false],
    [null, null, false],
  ])("%s days in place of %s takes mail away: %s", (wanted, present, shorter) => {
    expect(isShorter(wanted, present)).toBe(shorter);
  });
});

describe("an app password", () => {
  it("wraps the key only if it reads mail", () => {
    expect(reads(["submission"])).toBe(false);
    expect(reads(["submission", "imap"])).toBe(true);
    expect(reads([])).toBe(false);
  });

  it("ends, or does not", () => {
    expect(lifetimeOf("none")).toBeNull();
    expect(lifetimeOf("month")).toBe(2_592_000);
  });
});
