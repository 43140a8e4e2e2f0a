import { describe, expect, it } from "vitest";
import { concat, encodeHex, parseBase64, type Octets } from "$src/sealing/octets";
import { checkConsistency, checkInclusion, hashLeaf, hashNode, ProofError, type Tree } from "./merkle";

const hex = (text: string): Octets => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** RFC 6962 §2.1.1 and §2.1.2, written down as they stand there, to hold the checks against. */
const left = (width: number): number => 2 ** Math.ceil(Math.log2(width) - 1);

function rootOf(leaves: readonly Octets[]): Octets {
  if (leaves.length === 1) return leaves[0] ?? new Uint8Array();
  const middle = left(leaves.length);
  return hashNode(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}

function pathTo(index: number, leaves: readonly Octets[]): Octets[] {
  if (leaves.length === 1) return [];
  const middle = left(leaves.length);
  return index < middle
    ? [...pathTo(index, leaves.slice(0, middle)), rootOf(leaves.slice(middle))]
    : [...pathTo(index - middle, leaves.slice(middle)), rootOf(leaves.slice(0, middle))];
}

function continues(older: number, leaves: readonly Octets[], isWhole = true): Octets[] {
  if (older === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const middle = left(leaves.length);
  return older <= middle
    ? [...continues(older, leaves.slice(0, middle), isWhole), rootOf(leaves.slice(middle))]
    : [...continues(older - middle, leaves.slice(middle), false), rootOf(leaves.slice(0, middle))];
}

const MOST = 33;
const leaves = Array.from({ length: MOST }, (_, index) => hashLeaf(`entry ${index}`));
const tree = (size: number): Tree => ({ size, root: rootOf(leaves.slice(0, size)) });
const flip = (octets: Octets): Octets => Uint8Array.from(octets, (octet, place) => (place === 7 ? octet ^ 1 : octet));

describe("hashes", () => {
  it("are those of the Certificate Transparency test vectors", () => {
    // Leaves "" and 0x00 of the reference implementation's test tree.
    expect(encodeHex(hashLeaf(""))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    const second = hashLeaf("\0");
    expect(encodeHex(hashNode(hashLeaf(""), second))).toBe(
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    );
    expect(hex("6e34").length).toBe(2);
  });
});

describe("inclusion", () => {
  it("holds for every entry of every tree, and for nothing else", () => {
    for (let size = 1; size <= MOST; size++) {
      const { root } = tree(size);
      for (let index = 0; index < size; index++) {
        const path = pathTo(index, leaves.slice(0, size));
        const leaf = leaves[index] ?? new Uint8Array();
        expect(() => checkInclusion(index, size, leaf, path, root)).not.toThrow();
        expect(() => checkInclusion(index, size, flip(leaf), path, root)).toThrow(ProofError);
        expect(() => checkInclusion(index, size, leaf, path, flip(root))).toThrow(ProofError);
        expect(() => checkInclusion(index, size, leaf, [...path, root], root)).toThrow(ProofError);
        if (path.length > 0) expect(() => checkInclusion(index, size, leaf, path.slice(1), root)).toThrow(ProofError);
        if (size > 1) expect(() => checkInclusion((index + 1) % size, size, leaf, path, root)).toThrow(ProofError);
      }
    }
  });

  it("is refused outside the tree, and for what is no hash", () => {
    const { root } = tree(4);
    const leaf = leaves[0] ?? new Uint8Array();
    for (const index of [-1, 4, 0.5, Number.NaN])
      expect(() => checkInclusion(index, 4, leaf, pathTo(0, leaves.slice(0, 4)), root)).toThrow(ProofError);
    expect(() => checkInclusion(0, 4, leaf, [new Uint8Array(31)], root)).toThrow(ProofError);
    expect(() => checkInclusion(0, 4, leaf, Array<Octets>(64).fill(root), root)).toThrow(ProofError);
    expect(() => checkInclusion(0, -1, leaf, [], root)).toThrow(ProofError);
  });

  it("holds in a tree larger than 32 bits count", () => {
    // The leaf alone on the right of a tree of 2^33 leaves: its path is that tree's root.
    const [big, leaf] = [tree(8).root, hashLeaf("last")];
    expect(() => checkInclusion(2 ** 33, 2 ** 33 + 1, leaf, [big], hashNode(big, leaf))).not.toThrow();
  });
});

describe("consistency", () => {
  it("holds from every tree to every later one, and not once anything differs", () => {
    for (let newer = 1; newer <= MOST; newer++) {
      for (let older = 1; older <= newer; older++) {
        const proof = continues(older, leaves.slice(0, newer));
        expect(() => checkConsistency(tree(older), tree(newer), proof)).not.toThrow();
        const forged = { size: older, root: flip(tree(older).root) };
        expect(() => checkConsistency(forged, tree(newer), proof)).toThrow(ProofError);
        const rewritten = { size: newer, root: flip(tree(newer).root) };
        expect(() => checkConsistency(tree(older), rewritten, proof)).toThrow(ProofError);
        expect(() => checkConsistency(tree(older), tree(newer), [...proof, tree(1).root])).toThrow(ProofError);
        if (proof.length > 0) {
          expect(() => checkConsistency(tree(older), tree(newer), proof.slice(1))).toThrow(ProofError);
          expect(() => checkConsistency(tree(older), tree(newer), [])).toThrow(ProofError);
        }
      }
    }
  });

  it("holds from nothing to anything, and never backwards", () => {
    const nothing = { size: 0, root: parseBase64("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") };
    expect(() => checkConsistency(nothing, tree(5), [])).not.toThrow();
    expect(() => checkConsistency(nothing, tree(5), [tree(1).root])).toThrow(ProofError);
    expect(() => checkConsistency(tree(5), tree(4), [])).toThrow(ProofError);
    expect(concat(nothing.root).length).toBe(32);
  });
});
