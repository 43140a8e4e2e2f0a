/** What the page makes opens again, with what the member keeps and with nothing else. */
import { encodeBase64, KeyPair, parseBase64, parseSecret, Secret, unwrapPrivateKey } from "$src/sealing";
import { APP_PASSWORD, deriveRecoveryKey, parseRecovery, splitAppPassword } from "$src/sealing/members";
import { concat, parseId, utf8 } from "$src/sealing/octets";
import { describe, expect, it } from "vitest";
import * as member from "./member";

const half = (fill: number) => new Secret(new Uint8Array(32).fill(fill));
const halves = { auth: half(1), key: half(2) };

async function opens(keys: member.MemberKeys, wrapped: string, keyHalf: Secret): Promise<boolean> {
  const seed = await unwrapPrivateKey(parseBase64(wrapped), { keyHalf, mailbox: keys.mailbox });
  return seed.equals(keys.pair.seed);
}

describe("a new member", async () => {
  const keys = await member.drawKeys();
  const salted = member.drawSalt();
  const password = await member.newPassword(keys, salted, halves);
  const recovery = await member.newRecovery(keys);

  it("sends the auth half and wraps, and neither key nor phrase", async () => {
    const made = await member.newMember(keys, password, recovery, null);
    expect(made.auth_half).toMatch(/^tpm_/);
    expect(made.id).toMatch(/^[0-9a-f]{32}$/);
    expect(made).not.toHaveProperty("escrow_wrap");
    const sent = JSON.stringify(made);
    expect(sent).not.toContain(encodeBase64(keys.pair.seed.reveal()));
    expect(sent).not.toContain(encodeBase64(halves.key.reveal()));
    expect(sent).not.toContain(recovery.phrase);
    expect(parseBase64(salted.salt)).toHaveLength(16);
  });

  it("opens by password and by phrase", async () => {
    expect(await opens(keys, password.wrapped_key, halves.key)).toBe(true);
    expect(await opens(keys, recovery.wrapped, await deriveRecoveryKey(parseRecovery(recovery.phrase)))).toBe(true);
    const told = { mailbox: keys.mailbox, public_key: encodeBase64(keys.pair.publicKey) };
    const opened = await member.openWithPhrase(told, recovery.wrapped, recovery.phrase.toLowerCase());
    expect(opened.pair.seed.equals(keys.pair.seed)).toBe(true);
  });

  it("does not open with another key, or to another public key", async () => {
    const told = { mailbox: keys.mailbox, public_key: encodeBase64(keys.pair.publicKey) };
    await expect(member.open(told, password.wrapped_key, half(3))).rejects.toThrow();
    const foreign = { ...told, public_key: encodeBase64((await KeyPair.draw()).publicKey) };
    await expect(member.open(foreign, password.wrapped_key, halves.key)).rejects.toThrow();
  });

  it("is sealed to escrow where there is one", async () => {
    const escrow = await KeyPair.draw();
    const made = await member.newMember(keys, password, recovery, encodeBase64(escrow.publicKey));
    const sealed = parseBase64(made.escrow_wrap ?? "");
    const info = concat(utf8("tempory/1 escrow\0"), parseId(keys.mailbox));
    expect(new Secret(await escrow.open(sealed.slice(1), info)).equals(keys.pair.seed)).toBe(true);
  });

  it("gives programs passwords of their own", async () => {
    const made = await member.newAppPassword(keys);
    const split = await splitAppPassword(parseSecret(APP_PASSWORD, made.text));
    expect(made.auth_half).toBe(encodeBase64(split.auth.reveal()));
    expect(await opens(keys, made.wrapped_key ?? "", split.key)).toBe(true);
    expect(await member.newAppPassword(null)).not.toHaveProperty("wrapped_key");
  });
});
