/** The security team's key pair, as an officer's page makes it, hands it on, and opens reports with it. */
import type { MemberKeys } from "$account/crypto/member";
import { encodeBase64, KeyPair, parseBase64, Secret } from "$src/sealing";
import { draw, encodeHex, type Octets } from "$src/sealing/octets";
import { openReport, openTeamKey, sealTeamKey } from "$src/sealing/reports";
import type { Officer, QueuedReport, Team, Wrap } from "../api/types";

export interface NewTeamKey {
  readonly id: string;
  readonly publicKey: string;
  readonly wraps: readonly Wrap[];
}

/** Draw a key pair, and seal its private half to everybody who reads reports. */
export async function drawTeamKey(officers: readonly Officer[]): Promise<NewTeamKey> {
  const [id, pair] = [encodeHex(draw(16)), await KeyPair.draw()];
  return { id, publicKey: encodeBase64(pair.publicKey), wraps: await wrapsFor(officers, id, pair.seed) };
}

/** Seal a key that one holds to colleagues. */
export async function handOn(team: Team, keys: MemberKeys, key: string, officers: readonly Officer[]): Promise<Wrap[]> {
  return wrapsFor(officers, key, await seedOf(team, keys, key));
}

function wrapsFor(officers: readonly Officer[], key: string, seed: Secret): Promise<Wrap[]> {
  return Promise.all(
    officers.map(async ({ mailbox, public_key }) => ({
      mailbox,
      wrap: encodeBase64(await sealTeamKey(seed, parseBase64(public_key), { key, mailbox })),
    })),
  );
}

async function seedOf(team: Team, keys: MemberKeys, key: string): Promise<Secret> {
  const own = team.wraps.find((wrap) => wrap.key === key);
  if (!own) throw new Error("no-team-key");
  return openTeamKey(keys.pair, parseBase64(own.wrap), { key, mailbox: keys.mailbox });
}

/** Open a report with the team's key, which the officer's own key opens first. */
export async function openWith(team: Team, keys: MemberKeys, report: QueuedReport, sealed: Octets): Promise<Octets> {
  const pair = await KeyPair.fromSeed(await seedOf(team, keys, report.key));
  return openReport(pair, sealed, { key: report.key, report: report.id });
}

export const holds = (team: Team, key: string): boolean => team.wraps.some((wrap) => wrap.key === key);

/** Officers who lack a key that one could hand on. */
export const lacking = (team: Team): { readonly key: string; readonly officers: readonly Officer[] }[] =>
  team.wraps
    .map(({ key }) => ({ key, officers: team.officers.filter(({ keys }) => !keys.includes(key)) }))
    .filter(({ officers }) => officers.length > 0);
