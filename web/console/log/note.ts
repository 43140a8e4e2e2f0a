/** A checkpoint and who signed it. C2SP signed-note and tlog-checkpoint; Ed25519 is the browser's own (RFC 8032). */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, encodeHex, equal, parseBase64, utf8, type Octets } from "$src/sealing/octets";
import { ProofError, type Tree } from "./merkle";

const ED25519 = 0x01;
const ID_OCTETS = 4;
const KEY_OCTETS = 32;
const SIGNATURE_OCTETS = 64;
const NUMBER = /^(0|[1-9][0-9]{0,14})$/;

export interface LogKey {
  readonly name: string;
  readonly id: Octets;
  readonly octets: Octets;
}

export interface Checkpoint extends Tree {
  readonly origin: string;
  /** Names of those who signed beside the log. Their signatures are not checked here: their keys are theirs to give. */
  readonly others: readonly string[];
}

/** Read `name+id+base64`. */
export function parseKey(text: string): LogKey {
  const [name, id, material, ...rest] = text.split("+");
  // base64 may hold a plus sign of its own.
  const octets = parseBase64([material ?? "", ...rest].join("+"));
  if (!name || octets.length !== KEY_OCTETS + 1 || octets[0] !== ED25519) throw new ProofError("not a key");
  const key = octets.slice(1);
  const expected = sha256(concat(utf8(name), Uint8Array.of(0x0a, ED25519), key)).slice(0, ID_OCTETS) as Octets;
  if (encodeHex(expected) !== id) throw new ProofError("not the key's id");
  return { name, id: expected, octets: key };
}

/** Read a checkpoint that `key` has signed; anything else is a `ProofError`. */
export async function openCheckpoint(note: string, key: LogKey): Promise<Checkpoint> {
  const end = note.lastIndexOf("\n\n");
  const [text, signatures] = [
    note.slice(0, end + 1),
    note
      .slice(end + 2)
      .split("\n")
      .filter(Boolean),
  ];
  const signed = signatures.map(parseSignature);
  const own = signed.find(({ name, id }) => name === key.name && equal(id, key.id));
  if (end < 0 || !own || !(await verify(key, own.octets, text))) throw new ProofError("not signed by the log");
  const others = signed.filter((each) => each !== own).map(({ name }) => name);
  return { ...parseCheckpoint(text), others };
}

function parseSignature(line: string): { name: string; id: Octets; octets: Octets } {
  const [dash, name, text, ...rest] = line.split(" ");
  if (dash !== "—" || !name || !text || rest.length > 0) throw new ProofError("not a signature");
  const octets = parseBase64(text);
  return { name, id: octets.slice(0, ID_OCTETS), octets: octets.slice(ID_OCTETS) };
}

function parseCheckpoint(text: string): Omit<Checkpoint, "others"> {
  const [origin, size, root] = text.split("\n");
  if (!origin || !size || !NUMBER.test(size) || !root) throw new ProofError("not a checkpoint");
  return { origin, size: Number(size), root: parseBase64(root) };
}

async function verify(key: LogKey, signature: Octets, text: string): Promise<boolean> {
  if (signature.length !== SIGNATURE_OCTETS) return false;
  const imported = await crypto.subtle.importKey("raw", key.octets, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, utf8(text));
}
