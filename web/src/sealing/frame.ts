/**
 * One zstd frame (RFC 8878) of at most 64 KiB. fzstd decompresses; what it is given, and what it gives, is checked here,
 * because it believes the sizes that it reads and passes over what follows a frame.
 */
import { Decompress } from "fzstd";
import { IntegrityError } from "./errors";
import type { Octets } from "./octets";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Frame header descriptor: one segment, and neither checksum, dictionary nor reserved bit. §3.1.1.1.1 */
const DESCRIPTOR_MASK = 0b0011_1111;
const SINGLE_SEGMENT = 0b0010_0000;
const RAW = 0;
const RLE = 1;
const RESERVED = 3;

/** Decompress `frame`; `IntegrityError` unless it is one whole frame that gives exactly what it says, `max` at most. */
export function decompressFrame(frame: Octets, max: number): Octets {
  const { size, start } = readHeader(frame);
  if (size > max) throw brokenFrame();
  checkBlocks(frame, start, size);
  const content = new Uint8Array(size);
  let at = 0;
  try {
    const decompressor = new Decompress((block) => {
      content.set(block, at); // raises a RangeError for the first octet too many
      at += block.length;
    });
    decompressor.push(frame, true);
  } catch {
    throw brokenFrame();
  }
  if (at !== size) throw brokenFrame();
  return content;
}

/** §3.1.1.1: the content's size, and where the first block starts. */
function readHeader(frame: Octets): { size: number; start: number } {
  const descriptor = frame[4] ?? 0;
  if (!MAGIC.every((octet, index) => octet === frame[index])) throw brokenFrame();
  if ((descriptor & DESCRIPTOR_MASK) !== SINGLE_SEGMENT) throw brokenFrame();
  const width = [1, 2, 4, 8][descriptor >> 6] ?? 8;
  if (frame.length < 5 + width) throw brokenFrame();
  let size = width === 2 ? 256 : 0;
  for (let index = 0; index < width; index += 1) size += (frame[5 + index] ?? 0) * 2 ** (8 * index);
  return { size, start: 5 + width };
}

/** §3.1.1.2: every block stands wholly in the frame, and the last one ends it. */
function checkBlocks(frame: Octets, start: number, size: number): void {
  let at = start;
  let last = false;
  while (!last) {
    if (at + 3 > frame.length) throw brokenFrame();
    const header = (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8) | ((frame[at + 2] ?? 0) << 16);
    const [type, length] = [(header >> 1) & 3, header >> 3];
    if (type === RESERVED || ((type === RAW || type === RLE) && length > size)) throw brokenFrame();
    at += 3 + (type === RLE ? 1 : length);
    last = (header & 1) === 1;
  }
  if (at !== frame.length) throw brokenFrame();
}

const brokenFrame = (): IntegrityError => new IntegrityError("a sealed body holds what no writer makes");
