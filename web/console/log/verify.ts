/** Checks the log here, with what the server gives and what this browser holds from before. Nothing is taken on trust. */
import { parseBase64 } from "$src/sealing/octets";
import type { LogEntry, Verification } from "../api/types";
import type { Held } from "./held";
import { checkConsistency, checkInclusion, hashLeaf } from "./merkle";
import { openCheckpoint, parseKey, type Checkpoint } from "./note";

/** What was found: each is one of the sentences of the page. */
export type Finding = "key-changed" | "unsigned" | "shorter" | "rewritten" | "missing" | "altered";

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Of the records shown, those that the tree does not hold as they are shown. */
  readonly wrong: readonly number[];
  readonly included: number;
  /** The size of the tree that was held from before; null at the first visit. */
  readonly continued: number | null;
  readonly checkpoint: Checkpoint | null;
  readonly held: Held | null;
}

type Shown = Pick<LogEntry, "index" | "leaf">;

export async function verifyLog(
  shown: readonly Shown[],
  given: Verification,
  held: Held | null,
  now: string,
): Promise<Verdict> {
  const nothing = { wrong: [], included: 0, continued: held?.size ?? null, checkpoint: null, held: null };
  if (held && held.key !== given.key) return { ...nothing, findings: ["key-changed"] };
  let checkpoint: Checkpoint;
  try {
    checkpoint = await openCheckpoint(given.checkpoint, parseKey(given.key));
  } catch {
    return { ...nothing, findings: ["unsigned"] };
  }
  const findings: Finding[] = [];
  if (held) findings.push(...continuation(held, checkpoint, given));
  const paths = new Map(given.inclusion.map(({ index, path }) => [index, path]));
  const wrong = shown.filter((entry) => !isIncluded(entry, paths.get(entry.index), checkpoint));
  if (wrong.some(({ index }) => !paths.has(index))) findings.push("missing");
  if (wrong.some(({ index }) => paths.has(index))) findings.push("altered");
  const { size, root } = checkpoint;
  return {
    findings,
    wrong: wrong.map(({ index }) => index),
    included: shown.length - wrong.length,
    continued: held?.size ?? null,
    checkpoint,
    // What does not hold is never what later trees are compared with.
    held: findings.length === 0 ? { key: given.key, size, root, at: now } : null,
  };
}

function continuation(held: Held, checkpoint: Checkpoint, given: Verification): Finding[] {
  if (given.consistency === null || checkpoint.size < held.size) return ["shorter"];
  try {
    checkConsistency(held, checkpoint, given.consistency.map(parseBase64));
    return [];
  } catch {
    return ["rewritten"];
  }
}

function isIncluded({ index, leaf }: Shown, path: readonly string[] | undefined, tree: Checkpoint): boolean {
  if (!path) return false;
  try {
    checkInclusion(index, tree.size, hashLeaf(leaf), path.map(parseBase64), tree.root);
    return true;
  } catch {
    return false;
  }
}
