import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, encodeBase64, encodeHex, utf8, type Octets } from "$src/sealing/octets";
import type { Verification } from "../api/types";
import type { Held } from "./held";
import { hashLeaf, hashNode } from "./merkle";
import { openCheckpoint, parseKey } from "./note";
import { verifyLog } from "./verify";

const NAME = "mail.example/access-log";
const ENTRIES = ['{"v":1,"verb":"log.begin"}', '{"v":1,"verb":"mail.deliver"}', '{"v":1,"verb":"log.read"}'];
const [first, second, third] = ENTRIES.map(hashLeaf) as [Octets, Octets, Octets];
const two = hashNode(first, second);
const three = hashNode(two, third);
const SHOWN = ENTRIES.map((leaf, index) => ({ index, leaf }));

class Log {
  private constructor(
    readonly key: string,
    private readonly id: Octets,
    private readonly pair: CryptoKeyPair,
  ) {}

  static async draw(): Promise<Log> {
    const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const material = concat(Uint8Array.of(1), raw);
    const id = sha256(concat(utf8(NAME), Uint8Array.of(0x0a), material)).slice(0, 4) as Octets;
    return new Log(`${NAME}+${encodeHex(id)}+${encodeBase64(material)}`, id, pair);
  }

  async sign(size: number, root: Octets, more = ""): Promise<string> {
    const text = `${NAME}\n${size}\n${encodeBase64(root)}\n`;
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", this.pair.privateKey, utf8(text)));
    return `${text}\n— ${NAME} ${encodeBase64(concat(this.id, signature))}\n${more}`;
  }

  async give(changes: Partial<Verification> = {}): Promise<Verification> {
    const path = (index: number, ...hashes: Octets[]) => ({ index, path: hashes.map(encodeBase64) });
    return {
      checkpoint: await this.sign(3, three),
      key: this.key,
      size: 3,
      inclusion: [path(0, second, third), path(1, first, third), path(2, two)],
      consistency: [],
      ...changes,
    };
  }
}

let log: Log;
beforeAll(async () => void (log = await Log.draw()));
const NOW = "2026-11-21T20:00:00.000Z";
const held = (size: number, root: Octets): Held => ({ key: log.key, size, root, at: NOW });

describe("what is shown", () => {
  it("is verified, and becomes what later trees are held against", async () => {
    const verdict = await verifyLog(SHOWN, await log.give(), null, NOW);
    expect(verdict).toMatchObject({ findings: [], wrong: [], included: 3, continued: null });
    expect(verdict.held).toEqual(held(3, three));
  });

  it("is refused where a record is not the one in the tree, or has no proof", async () => {
    const forged = SHOWN.map((entry) => (entry.index === 1 ? { ...entry, leaf: '{"v":1,"verb":"mail.read"}' } : entry));
    const altered = await verifyLog(forged, await log.give(), null, NOW);
    expect(altered).toMatchObject({ findings: ["altered"], wrong: [1], included: 2, held: null });
    const given = await log.give();
    const fewer = await verifyLog(SHOWN, { ...given, inclusion: given.inclusion.slice(1) }, null, NOW);
    expect(fewer).toMatchObject({ findings: ["missing"], wrong: [0] });
  });

  it("is refused where proofs are not even base64", async () => {
    const given = await log.give({ inclusion: [{ index: 0, path: ["!"] }] });
    expect((await verifyLog(SHOWN.slice(0, 1), given, null, NOW)).findings).toEqual(["altered"]);
  });
});

describe("what was verified before", () => {
  it("is continued", async () => {
    const given = await log.give({ consistency: [encodeBase64(third)] });
    const verdict = await verifyLog(SHOWN, given, held(2, two), NOW);
    expect(verdict).toMatchObject({ findings: [], continued: 2 });
  });

  it("shows a rewriting, a cut and another key", async () => {
    const rewritten = await log.give({ consistency: [encodeBase64(third)] });
    expect((await verifyLog(SHOWN, rewritten, held(2, hashNode(second, first)), NOW)).findings).toEqual(["rewritten"]);
    const cut = await log.give({ consistency: null });
    expect((await verifyLog(SHOWN, cut, held(4, three), NOW)).findings).toEqual(["shorter"]);
    // A server that claims to continue what it does not even reach.
    const claimed = await log.give({ consistency: [] });
    expect((await verifyLog(SHOWN, claimed, held(4, three), NOW)).findings).toEqual(["shorter"]);
    const other = await (await Log.draw()).give();
    expect((await verifyLog(SHOWN, other, held(3, three), NOW)).findings).toEqual(["key-changed"]);
  });
});

describe("a checkpoint", () => {
  it("is the log's own, or nothing", async () => {
    const other = await Log.draw();
    const forged = await log.give({ checkpoint: await other.sign(3, three) });
    expect((await verifyLog(SHOWN, forged, null, NOW)).findings).toEqual(["unsigned"]);
    const good = await log.sign(3, three);
    for (const note of ["", "x", good.replace("\n3\n", "\n4\n"), good.replace("— ", "- "), good.split("\n\n")[0] ?? ""])
      await expect(openCheckpoint(note, parseKey(log.key))).rejects.toThrow();
  });

  it("names who signed beside the log", async () => {
    const witness = `— witness.example ${encodeBase64(new Uint8Array(76))}\n`;
    const checkpoint = await openCheckpoint(await log.sign(3, three, witness), parseKey(log.key));
    expect(checkpoint.others).toEqual(["witness.example"]);
    expect(checkpoint.size).toBe(3);
  });

  it("has a size in one spelling", async () => {
    const key = parseKey(log.key);
    for (const size of [1e21, -1])
      await expect(log.sign(size, three).then((note) => openCheckpoint(note, key))).rejects.toThrow();
  });
});

describe("a key", () => {
  it("carries the id of its name and octets", () => {
    expect(parseKey(log.key).name).toBe(NAME);
    for (const wrong of ["", "a+b+c", log.key.replace(NAME, "other.example"), log.key.slice(0, -4)])
      expect(() => parseKey(wrong)).toThrow();
  });
});
