/** Whether an entry is in a tree, and whether one tree continues another. RFC 9162 §2.1.3.2 and §2.1.4.2. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equal, utf8, type Octets } from "$src/sealing/octets";

const HASH_OCTETS = 32;
const MAX_LEVELS = 63;
/** RFC 6962 §2.1: what is hashed begins with its kind, so that no leaf can pass for a node. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export class ProofError extends Error {
  override readonly name = "ProofError";
}

export const hashLeaf = (entry: string): Octets => sha256(concat(LEAF, utf8(entry))) as Octets;
export const hashNode = (left: Octets, right: Octets): Octets => sha256(concat(NODE, left, right)) as Octets;

/** Sizes above 2^31 would be wrong in 32-bit arithmetic, so that everything here is done by division. */
const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

export function checkInclusion(index: number, size: number, leaf: Octets, path: readonly Octets[], root: Octets): void {
  checkBounds(size, path);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new ProofError("not in the tree");
  let [place, last, found] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) throw new ProofError("too long");
    if (isOdd(place) || place === last) {
      found = hashNode(sibling, found);
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)];
    } else found = hashNode(found, sibling);
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0 || !equal(found, root)) throw new ProofError("another root");
}

export interface Tree {
  readonly size: number;
  readonly root: Octets;
}

export function checkConsistency(older: Tree, newer: Tree, proof: readonly Octets[]): void {
  checkBounds(newer.size, proof);
  if (older.size > newer.size) throw new ProofError("shorter than before");
  if (older.size === 0 || older.size === newer.size) {
    const isSame = older.size === 0 || equal(older.root, newer.root);
    if (proof.length > 0 || !isSame) throw new ProofError("another tree");
    return;
  }
  // A whole subtree is its own beginning: its root is known already.
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  if (first === undefined) throw new ProofError("too short");
  checkContinuation(older, newer, first, rest);
}

function checkContinuation(older: Tree, newer: Tree, first: Octets, rest: readonly Octets[]): void {
  let [place, last] = [older.size - 1, newer.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [foundOld, foundNew] = [first, first];
  for (const sibling of rest) {
    if (last === 0) throw new ProofError("too long");
    if (isOdd(place) || place === last) {
      [foundOld, foundNew] = [hashNode(sibling, foundOld), hashNode(sibling, foundNew)];
      while (!isOdd(place) && place > 0) [place, last] = [half(place), half(last)];
    } else foundNew = hashNode(foundNew, sibling);
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0 || !equal(foundOld, older.root) || !equal(foundNew, newer.root)) throw new ProofError("another tree");
}

function checkBounds(size: number, proof: readonly Octets[]): void {
  const isRight = Number.isSafeInteger(size) && size >= 0 && proof.length <= MAX_LEVELS;
  if (!isRight || proof.some((each) => each.length !== HASH_OCTETS)) throw new ProofError("not a proof");
}

function isPowerOfTwo(n: number): boolean {
  while (n > 1 && !isOdd(n)) n = half(n);
  return n === 1;
}
