/** A message's raw octets, opened chunk by chunk. docs/sealing.md, "Sealed objects". */
import { IntegrityError } from "./errors";
import { decompressFrame } from "./frame";
import { concat, parseId, utf8, type Octets } from "./octets";
import { Secret } from "./secret";

const FORMAT = 1;
const CHUNK_OCTETS = 65_536;
const MAX_CIPHERTEXT_OCTETS = CHUNK_OCTETS + 1024;
export const MAX_BODY_OCTETS = 128 * 1024 * 1024;

interface Opening {
  readonly contentKey: Secret;
  readonly message: string;
  readonly maxOctets?: number;
}

/** Open a whole body; `IntegrityError` if it is not exactly what was sealed, or gives more than `maxOctets`. */
export async function openBody(sealed: Octets, opening: Opening): Promise<Octets> {
  const chunks: Octets[] = [];
  for await (const chunk of openBodyChunks([sealed], opening)) chunks.push(chunk);
  return concat(...chunks);
}

/**
 * Open a body that arrives in pieces of any size. Raises `IntegrityError` at the first chunk that is not what was sealed;
 * what was given before that is genuine, but only a body read to its end is whole.
 */
export async function* openBodyChunks(
  sealed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { contentKey, message, maxOctets = MAX_BODY_OCTETS }: Opening,
): AsyncGenerator<Octets, void, undefined> {
  const key = await crypto.subtle.importKey("raw", contentKey.reveal(), "AES-GCM", false, ["decrypt"]);
  const additionalData = concat(utf8("tempory/1 body\0"), parseId(message));
  let index = 0;
  let room = maxOctets;
  for await (const { ciphertext, isLast } of split(sealed)) {
    const frame = await decrypt(key, { iv: nonce(index, isLast), additionalData }, ciphertext);
    const chunk = decompressFrame(frame, CHUNK_OCTETS);
    // Full chunks but for the last one, and an empty one only where there is nothing else: one way to seal a body.
    const isFull = chunk.length === CHUNK_OCTETS;
    const mayBeShort = isLast && (chunk.length > 0 || index === 0);
    room -= chunk.length;
    if (!(isFull || mayBeShort) || room < 0) throw brokenBody();
    yield chunk;
    index += 1;
  }
}

/** Cut the stream into ciphertexts, and say of each whether nothing follows it. */
async function* split(
  sealed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ ciphertext: Octets; isLast: boolean }, void, undefined> {
  const pieces = new Pieces(sealed);
  if ((await pieces.take(1))[0] !== FORMAT) throw brokenBody();
  let isLast = false;
  while (!isLast) {
    const length = new DataView((await pieces.take(4)).buffer).getUint32(0);
    if (length > MAX_CIPHERTEXT_OCTETS) throw brokenBody();
    const ciphertext = await pieces.take(length);
    isLast = await pieces.areUsedUp();
    yield { ciphertext, isLast };
  }
}

/** Takes exact counts of octets out of pieces of any size. */
class Pieces {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#pieces = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  }

  async take(count: number): Promise<Octets> {
    const taken = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      if (await this.areUsedUp()) throw brokenBody();
      const part = this.#held.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      this.#held = this.#held.subarray(part.length);
    }
    return taken;
  }

  async areUsedUp(): Promise<boolean> {
    while (this.#held.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return true;
      this.#held = next.value;
    }
    return false;
  }
}

async function decrypt(key: CryptoKey, parameters: Omit<AesGcmParams, "name">, ciphertext: Octets): Promise<Octets> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", ...parameters }, key, ciphertext));
  } catch {
    throw brokenBody();
  }
}

/** STREAM: a counter of 11 octets, then whether this is the last chunk. */
function nonce(index: number, isLast: boolean): Octets {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(7, index);
  iv[11] = isLast ? 1 : 0;
  return iv;
}

const brokenBody = (): IntegrityError =>
  new IntegrityError("a sealed body was altered, torn, or sealed for another message");
