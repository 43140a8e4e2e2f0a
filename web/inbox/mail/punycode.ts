/** RFC 3492, decoding only: browsers write names so, and offer nothing to read them. */

const [BASE, LEAST, MOST, SKEW, DAMP, BIAS, FIRST] = [36, 1, 26, 38, 700, 72, 128] as const;
const MAX_LABEL = 63;

/** A label of a host as it is meant to be read; one that is broken, or none of these, as it is written. */
export function decodeLabel(label: string): string {
  if (!label.startsWith("xn--") || label.length > MAX_LABEL) return label;
  const signs = decode(label.slice(4));
  return signs === null ? label : String.fromCodePoint(...signs).toLowerCase();
}

function decode(text: string): number[] | null {
  const delimiter = text.lastIndexOf("-");
  const signs = Array.from(text.slice(0, Math.max(0, delimiter)), (sign) => sign.charCodeAt(0));
  let [place, bias, code] = [0, BIAS as number, FIRST as number];
  for (let at = delimiter + 1; at < text.length;) {
    const before = place;
    for (let weight = 1, k = BASE as number; ; k += BASE) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit < 0) return null;
      place += digit * weight;
      const threshold = Math.min(MOST, Math.max(LEAST, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (weight > 2 ** 31) return null;
    }
    const count = signs.length + 1;
    bias = adapt(place - before, count, before === 0);
    code += Math.floor(place / count);
    place %= count;
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null;
    signs.splice(place++, 0, code);
  }
  return signs;
}

function digitOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : -1;
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let left = Math.floor(delta / (isFirst ? DAMP : 2));
  left += Math.floor(left / count);
  let k = 0;
  for (; left > ((BASE - LEAST) * MOST) / 2; k += BASE) left = Math.floor(left / (BASE - LEAST));
  return k + Math.floor(((BASE - LEAST + 1) * left) / (left + SKEW));
}
