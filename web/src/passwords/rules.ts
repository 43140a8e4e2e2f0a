/**
 * Which passwords a member may choose: the twin of src/tempory/people/password_rules.py, held to the same examples
 * (tests/people/password_rules.json). NIST SP 800-63B §3.1.1.2: length, and nothing that guessers try first; no rule of
 * digits and signs. Give it the octets of src/tempory/people/common_passwords.bin.
 */
import { sha256 } from "@noble/hashes/sha2.js";

export const SHORTEST = 15;
export const LONGEST = 256;
export const FILTER_OCTETS = 131_072;
const HASHES = 12;
const BITS = 20;
const LEAST_DIFFERENT = 6;
const LONGEST_UNIT = 8;
const SHORTEST_WORD = 4;
const SHARE_OF_RUNS = 0.6;
const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm"];
const SUBSTITUTES: Readonly<Record<string, string>> = {
  "@": "a", "4": "a", "3": "e", "0": "o", "1": "i", "5": "s", "7": "t", $: "s", "!": "i",
}; // prettier-ignore
const NEAR = new Set(ROWS.flatMap((row) => [...pairs([...row]), ...pairs([...row].reverse())]).map(([a, b]) => a + b));

/** Why a password is refused. */
export type Flaw = "short" | "long" | "common" | "repeated" | "run" | "context";

/** Return what is wrong with a password; null: it may be chosen. `context`: name, addresses, the service. */
export function findFlaw(password: string, context: readonly string[], filter: Uint8Array): Flaw | null {
  const letters = [...password.normalize("NFC")];
  if (letters.length < SHORTEST) return "short";
  if (letters.length > LONGEST) return "long";
  const folded = fold(letters.join(""));
  if (new Set(folded).size < LEAST_DIFFERENT || isRepetition(folded)) return "repeated";
  if (runs(folded) > SHARE_OF_RUNS) return "run";
  if (words(context).some((word) => folded.includes(word))) return "context";
  const plain = [...folded].map((letter) => SUBSTITUTES[letter] ?? letter).join("");
  return isCommon(folded, filter) || isCommon(plain, filter) ? "common" : null;
}

/** Python's case folding, as far as the letters go that differ from lower case. */
const fold = (text: string): string => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");

function isCommon(folded: string, filter: Uint8Array): boolean {
  const core = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  if (holds(folded, filter) || holds(core, filter) || (core !== "" && [...core].length < SHORTEST_WORD)) return true;
  const bare = new Set([folded, core].map((text) => text.replace(/[^\p{L}\p{N}]+/gu, "")));
  return [...bare].some((text) => areTwo([...text], filter));
}

function areTwo(letters: readonly string[], filter: Uint8Array): boolean {
  for (let at = SHORTEST_WORD; at <= letters.length - SHORTEST_WORD; at++) {
    if (holds(letters.slice(0, at).join(""), filter) && holds(letters.slice(at).join(""), filter)) return true;
  }
  return false;
}

function holds(word: string, filter: Uint8Array): boolean {
  return [...word].length >= SHORTEST_WORD && places(word).every((at) => ((filter[at >> 3] ?? 0) >> (at & 7)) & 1);
}

/** The bits of the filter that a word sets: twelve numbers of twenty bits out of its SHA-256. */
function places(word: string): number[] {
  const digest = sha256(new TextEncoder().encode(word));
  const bits = Array.from(digest, (octet) => octet.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: HASHES }, (_, index) => parseInt(bits.slice(BITS * index, BITS * (index + 1)), 2));
}

function isRepetition(text: string): boolean {
  const letters = [...text];
  for (let size = 1; size <= LONGEST_UNIT; size++) {
    if (letters.every((letter, index) => letter === letters[index % size])) return true;
  }
  return false;
}

/** Which share of the steps from one character to the next is one that a finger does by itself. */
function runs(text: string): number {
  const steps = pairs([...text]);
  const easy = steps.filter(
    ([a, b]) => Math.abs((b.codePointAt(0) ?? 0) - (a.codePointAt(0) ?? 0)) <= 1 || NEAR.has(a + b),
  );
  return easy.length / steps.length;
}

function words(context: readonly string[]): string[] {
  const found = context.flatMap((text) => fold(text.normalize("NFC")).split(/[^\p{L}\p{N}]+/u));
  return found.filter((word) => [...word].length >= SHORTEST_WORD);
}

function pairs(letters: readonly string[]): [string, string][] {
  return letters.slice(1).map((letter, index) => [letters[index] ?? "", letter]);
}
