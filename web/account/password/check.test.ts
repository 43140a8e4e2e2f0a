import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { contextOf, flawOf } from "./check";

const ines = { name: "Inès Moreau", addresses: ["ines@heron.example"] };
const filter = readFileSync(new URL("../../../src/tempory/people/common_passwords.bin", import.meta.url));

describe("a password", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is not taken while the list cannot be fetched; once it can, the rules decide", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    await expect(flawOf("a bittern stands in the reeds", ines)).rejects.toThrow();
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 404 })));
    await expect(flawOf("a bittern stands in the reeds", ines)).rejects.toThrow();
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(filter)));
    expect(await flawOf("a bittern stands in the reeds", ines)).toBeNull();
    expect(await flawOf("letmein-sunshine", ines)).toBe("common");
    expect(await flawOf("nobody is called moreau", ines)).toBe("context");
    expect(await flawOf("what a tempory password", ines)).toBe("context");
  });

  it("is held against name, addresses and the service", () => {
    expect(contextOf(ines)).toEqual(["Inès Moreau", "ines@heron.example", "Tempory"]);
  });
});
