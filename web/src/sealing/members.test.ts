/** What opens a member's mailbox, on the vectors that Python runs too (tests/sealing/members.json). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as sealing from "./index";
import * as members from "./members";
import { concat, parseId, utf8 } from "./octets";

interface PasswordVector extends members.PasswordParameters {
  readonly password: string;
  readonly salt: string;
  readonly auth_half: string;
  readonly key_half: string;
}

interface Vectors {
  readonly [name: string]: unknown;
  readonly floor: members.PasswordParameters;
  readonly ceiling: members.PasswordParameters;
  readonly passwords: PasswordVector[];
}

const path = new URL("../../../tests/sealing/members.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8")) as Vectors;
const written = (name: string): string => String(vectors[name]);
const octets = (name: string): sealing.Octets => sealing.parseBase64(written(name));
const mailbox = written("mailbox");
const seed = new sealing.Secret(octets("seed"));

async function opens(wrap: string, keyHalf: sealing.Secret): Promise<boolean> {
  return (await sealing.unwrapPrivateKey(octets(wrap), { keyHalf, mailbox })).equals(seed);
}

describe("a password", () => {
  test("floor and ceiling are Python's", () => {
    expect(members.FLOOR).toEqual(vectors.floor);
    expect(members.CEILING).toEqual(vectors.ceiling);
  });

  test.each(vectors.passwords)(
    "$password",
    async (vector) => {
      const halves = await members.splitPassword(vector.password, sealing.parseBase64(vector.salt), vector);
      expect(sealing.encodeSecret(members.MEMBER_AUTH, halves.auth)).toBe(vector.auth_half);
      expect(sealing.encodeSecret(members.MEMBER_KEY, halves.key)).toBe(vector.key_half);
    },
    60_000,
  );

  test.each([{ passes: 2 }, { lanes: 1 }, { memory_kibibytes: 65_535 }, { passes: 17 }, { passes: 3.5 }])(
    "parameters outside of floor and ceiling: %j",
    async (change) => {
      const asked = { ...members.FLOOR, ...change };
      await expect(members.splitPassword("x", new Uint8Array(16), asked)).rejects.toThrow(sealing.InvalidValueError);
    },
  );

  test("a salt has one size", async () => {
    const short = members.splitPassword("x", new Uint8Array(8), members.FLOOR);
    await expect(short).rejects.toThrow(sealing.InvalidValueError);
  });
});

describe("other ways in", () => {
  test("an app password", async () => {
    const secret = sealing.parseSecret(members.APP_PASSWORD, written("app_password"));
    const halves = await members.splitAppPassword(secret);
    expect(halves.auth.equals(new sealing.Secret(octets("app_auth_half")))).toBe(true);
    expect(await opens("app_wrap", halves.key)).toBe(true);
  });

  test("a passkey", async () => {
    expect(await opens("passkey_wrap", await members.derivePasskeyKey(octets("prf_output")))).toBe(true);
    expect((await members.passkeySalt()).length).toBe(32);
  });

  test("a recovery secret, however it is typed", async () => {
    const recovery = members.parseRecovery(written("recovery"));
    expect(members.encodeRecovery(recovery)).toBe(written("recovery"));
    expect(await opens("recovery_wrap", await members.deriveRecoveryKey(recovery))).toBe(true);
    const sloppy = written("recovery").toLowerCase().replaceAll("-", " ").replaceAll("1", "l").replaceAll("0", "o");
    expect(members.parseRecovery(sloppy).equals(recovery)).toBe(true);
    expect(() => members.parseRecovery("U".repeat(32))).toThrow(sealing.InvalidValueError);
    const drawn = members.drawRecovery();
    expect(members.parseRecovery(members.encodeRecovery(drawn)).equals(drawn)).toBe(true);
  });

  test("escrow, with the offline key alone", async () => {
    const escrow = await sealing.KeyPair.fromSeed(new sealing.Secret(octets("escrow_seed")));
    const info = concat(utf8("tempory/1 escrow\0"), parseId(mailbox));
    for (const wrap of [octets("escrow_wrap"), await members.sealToEscrow(seed, escrow.publicKey, mailbox)]) {
      expect(wrap).toHaveLength(1169);
      expect(await escrow.open(wrap.slice(1), info)).toEqual(seed.reveal());
    }
  });
});
