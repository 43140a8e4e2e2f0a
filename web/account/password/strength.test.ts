import { describe, expect, it } from "vitest";
import { scoreOf } from "./strength";

const nobody = { name: "", addresses: [] };

describe("the gauge", () => {
  it.each(["passwordpassword", "123456789012345678", "azertyuiopqsdfghjklm", "aaaaaaaaaaaaaaaaaaaa"])(
    "%s is weak",
    async (password) => {
      expect(await scoreOf(password, nobody)).toBeLessThan(3);
    },
  );

  it.each(["a bittern stands in the reeds", "un hibou dort sous la pluie", "xk7-Qm2.wertz!9aa"])(
    "%s is not",
    async (password) => {
      expect(await scoreOf(password, nobody)).toBeGreaterThanOrEqual(3);
    },
  );

  it("knows the owner's own words", async () => {
    const owner = { name: "Xqzvbrtw Kjplmnfd", addresses: [] };
    expect(await scoreOf("Xqzvbrtw Kjplmnfd", owner)).toBeLessThan(await scoreOf("Xqzvbrtw Kjplmnfd", nobody));
  });

  it("takes no time to speak of for a very long one", async () => {
    const began = performance.now();
    await scoreOf("ab1!".repeat(250), nobody);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
