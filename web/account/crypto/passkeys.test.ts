import { describe, expect, it } from "vitest";
import type { PasskeyAnswer } from "../api/types";
import { wasCancelled, withoutOutput } from "./passkeys";

describe("a passkey's answer", () => {
  it("goes to the server without what its PRF gave", () => {
    const results = { prf: { enabled: true, results: { first: new Uint8Array(32).buffer } } };
    const answer = {
      id: "a",
      rawId: "a",
      type: "public-key",
      clientExtensionResults: results,
    } as unknown as PasskeyAnswer;
    expect(withoutOutput(answer)).toEqual({ id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} });
  });

  it.each(["NotAllowedError", "AbortError"])("%s is somebody who thought better of it", (name) => {
    expect(wasCancelled(Object.assign(new Error(), { name }))).toBe(true);
    expect(wasCancelled(new Error("unexpected"))).toBe(false);
  });
});
