/** The vectors that Python runs too (tests/sealing/vectors.json), and the round trips that only a maker can run. */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as sealing from "./index";
import { parseBase64Url, utf8, type Octets } from "./octets";

interface Vectors {
  readonly [name: string]: unknown;
  readonly malformed_credentials: string[];
  readonly summary_json: Record<string, unknown> & { content_key: string };
  readonly bodies: { pattern: string; size: number; sealed: string }[];
  readonly malformed_bodies: Record<string, string>;
  readonly malformed_seals: { summaries: Record<string, string>; profiles: Record<string, string> };
}

const path = new URL("../../../tests/sealing/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8")) as Vectors;
const written = (name: string): string => String(vectors[name]);
const octets = (name: string): Octets => sealing.parseBase64(written(name));
const [mailbox, message] = [written("mailbox"), written("message")];
const contentKey = new sealing.Secret(octets("content_key"));
const keys = await sealing.KeyPair.fromSeed(new sealing.Secret(octets("seed")));
const broken = sealing.IntegrityError;

describe("vectors", () => {
  test("token and halves", async () => {
    const halves = await sealing.splitToken(sealing.parseSecret(sealing.TOKEN, written("token")));
    expect(sealing.encodeSecret(sealing.AUTH_HALF, halves.auth)).toBe(written("auth_half"));
    expect(sealing.encodeSecret(sealing.KEY_HALF, halves.key)).toBe(written("key_half"));
  });

  test.each(vectors.malformed_credentials)("malformed credential %j", (text) => {
    expect(() => sealing.parseSecret(sealing.TOKEN, text)).toThrow(sealing.InvalidValueError);
  });

  test("key pair", () => {
    expect(keys.publicKey).toEqual(octets("public_key"));
  });

  test("inner wrap", async () => {
    const keyHalf = sealing.parseSecret(sealing.KEY_HALF, written("key_half"));
    const wrap = await sealing.wrapPrivateKey(keys.seed, { keyHalf, mailbox, random: () => octets("nonce") });
    expect(wrap).toEqual(octets("inner_wrap"));
    expect((await sealing.unwrapPrivateKey(wrap, { keyHalf, mailbox })).equals(keys.seed)).toBe(true);
  });

  test("profile", async () => {
    expect(await sealing.openProfile(keys, octets("profile"), { mailbox })).toBe(written("address"));
  });

  test("summary", async () => {
    const { content_key, ...rest } = await sealing.openSummary(keys, octets("summary"), { mailbox, message });
    const { v, content_key: key, ...expected } = vectors.summary_json;
    expect(v).toBe(1);
    expect(rest).toEqual(expected);
    expect(content_key.reveal()).toEqual(sealing.parseBase64(key));
  });

  test.each(vectors.bodies)("body of $size octets", async ({ pattern, size, sealed }) => {
    const content = utf8(pattern.repeat(size / 40 + 1)).slice(0, size);
    expect(content.length).toBe(size);
    const opened = await sealing.openBody(sealing.parseBase64(sealed), { contentKey, message });
    expect(Buffer.compare(opened, content)).toBe(0);
  });

  test.each(Object.keys(vectors.malformed_bodies))("malformed body: %s", async (name) => {
    const sealed = sealing.parseBase64(vectors.malformed_bodies[name] ?? "");
    await expect(sealing.openBody(sealed, { contentKey, message })).rejects.toThrow(broken);
  });

  test.each(Object.keys(vectors.malformed_seals.summaries))("malformed summary: %s", async (name) => {
    const sealed = sealing.parseBase64(vectors.malformed_seals.summaries[name] ?? "");
    await expect(sealing.openSummary(keys, sealed, { mailbox, message })).rejects.toThrow(broken);
  });

  test.each(Object.keys(vectors.malformed_seals.profiles))("malformed profile: %s", async (name) => {
    const sealed = sealing.parseBase64(vectors.malformed_seals.profiles[name] ?? "");
    await expect(sealing.openProfile(keys, sealed, { mailbox })).rejects.toThrow(broken);
  });
});

describe("a mailbox made here", () => {
  test("opens with its token, and with no other", async () => {
    const made = await sealing.drawMailbox();
    expect(made.id).toMatch(/^[0-9a-f]{32}$/);
    const { key } = await sealing.splitToken(made.token);
    const opening = { keyHalf: key, mailbox: made.id, publicKey: made.keys.publicKey };
    const opened = await sealing.openKeys(made.wrap, opening);
    expect(opened.publicKey).toEqual(made.keys.publicKey);
    await expect(sealing.openKeys(made.wrap, { ...opening, keyHalf: made.halves.auth })).rejects.toThrow(broken);
    await expect(sealing.openKeys(made.wrap, { ...opening, mailbox })).rejects.toThrow(broken);
    await expect(sealing.openKeys(made.wrap.slice(1), opening)).rejects.toThrow(broken);
    await expect(sealing.openKeys(made.wrap, { ...opening, publicKey: keys.publicKey })).rejects.toThrow(/holder's/);
  });

  test("what is sealed to it, it opens; a stranger does not", async () => {
    const stranger = await sealing.KeyPair.draw();
    const sealed = await sealing.seal(keys.publicKey, utf8("hello"), utf8("info"));
    expect(await keys.open(sealed, utf8("info"))).toEqual(utf8("hello"));
    await expect(keys.open(sealed, utf8("other"))).rejects.toThrow(broken);
    await expect(stranger.open(sealed, utf8("info"))).rejects.toThrow(broken);
  });

  test("a seed and a token have 32 octets", async () => {
    const short = new sealing.Secret(new Uint8Array(31));
    await expect(sealing.KeyPair.fromSeed(short)).rejects.toThrow(sealing.InvalidValueError);
    await expect(sealing.splitToken(short)).rejects.toThrow(sealing.InvalidValueError);
  });
});

describe("a body", () => {
  const last = vectors.bodies.at(-1) ?? { pattern: "", size: 0, sealed: "" };
  const sealed = sealing.parseBase64(last.sealed);
  const opening = { contentKey, message };

  async function sizes(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number[]> {
    const found: number[] = [];
    for await (const chunk of sealing.openBodyChunks(pieces, opening)) found.push(chunk.length);
    return found;
  }

  test.each([1, 7, 100_000])("opens in pieces of %i octets, empty ones between them", async (size) => {
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < sealed.length; at += size) {
        yield new Uint8Array();
        yield sealed.subarray(at, at + size);
      }
    }
    expect(await sizes(pieces())).toEqual([65_536, 65_536, 65_536, 3392]);
  });

  test("opens from a stream", async () => {
    expect(await sizes(new Blob([sealed]).stream())).toHaveLength(4);
  });

  test("any flipped bit is found", async () => {
    for (let bit = 3; bit < sealed.length * 8; bit += 491) {
      const altered = sealed.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(sealing.openBody(altered, opening)).rejects.toThrow(broken);
    }
  });

  test("gives no more than it is asked for", async () => {
    expect(await sealing.openBody(sealed, { ...opening, maxOctets: last.size })).toHaveLength(last.size);
    await expect(sealing.openBody(sealed, { ...opening, maxOctets: last.size - 1 })).rejects.toThrow(broken);
  });

  test("does not open under another message's id", async () => {
    await expect(sealing.openBody(sealed, { contentKey, message: mailbox })).rejects.toThrow(broken);
  });
});

describe("a secret", () => {
  test("shows itself nowhere", () => {
    const secret = sealing.parseSecret(sealing.TOKEN, written("token"));
    const shown = [JSON.stringify({ secret }), `${secret.toString()}`, inspect(secret, { depth: 9 })];
    expect(shown[0]).toBe('{"secret":"Secret(…)"}');
    const first = parseBase64Url(written("token").slice(4)).slice(0, 3).join(", ");
    for (const text of shown) expect(text).not.toContain(first);
  });

  test("its half is never taken for the whole", () => {
    expect(() => sealing.parseSecret(sealing.TOKEN, written("auth_half"))).toThrow(sealing.InvalidValueError);
    expect(() => sealing.parseSecret(sealing.AUTH_HALF, written("token"))).toThrow(sealing.InvalidValueError);
  });
});
