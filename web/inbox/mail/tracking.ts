/**
 * Tracking pixels: pictures that are there to be asked for, not to be seen. Told by their size, by being hidden, and by the
 * shape of their URL. Who makes one that looks like a picture is not found out.
 */

/** What is known of an element without loading it. Sizes as they are written; empty if they are not. */
export interface Looks {
  width: string;
  height: string;
  hidden: boolean;
}

/** A picture of a pixel or two. One side alone tells only where nothing is said of the other. */
const SMALL = 2;

/** Paths of beacons as the large senders of newsletters write them, and as everybody else copies them. */
const PATHS = [
  /\/wf\/open\b/,
  /\/track(?:ing)?\/(?:o|op|open|opens|pixel|view|imp)\b/,
  /\/(?:open|opens|opened|emailopen|email-open|open_?tracking|trackopen|opentrack(?:ing)?|mail-?track|readreceipt)(?:\.\w{2,5})?$/,
  /\/(?:pixel|px|beacon|tracker|webbug|1x1|o|t|imp|impression|trk)\.(?:gif|png|jpg|php|aspx?|ashx)$/,
  /\/(?:pixel|beacon|open-?pixel)\/[^/]/,
  /\/tr\/op\//,
  /\/oo\/[\w-]{10,}/,
  /\/i0\/[0-9a-f-]{20,}/,
];
/** Hosts that give out nothing else. */
const HOSTS =
  /^(?:pixel|px|beacon|opens?|trk)\.|(?:^|\.)(?:awstrack\.me|pstmrk\.it|mailtrack\.io|google-analytics\.com|bananatag\.com)$/;

export function isTracker(url: string, looks: Looks): boolean {
  const [width, height] = [pixels(looks.width), pixels(looks.height)];
  if (width === 0 || height === 0) return true;
  if (width === null || height === null) {
    const one = width ?? height;
    if (one === null ? looks.hidden : one <= 1) return true;
  } else if (width <= SMALL && height <= SMALL) return true;
  return hasBeaconShape(url);
}

function hasBeaconShape(url: string): boolean {
  let read: URL;
  try {
    read = new URL(url);
  } catch {
    return false;
  }
  const path = read.pathname.toLowerCase();
  return HOSTS.test(read.hostname) || PATHS.some((shape) => shape.test(path));
}

/** "1", "1px", "1.5px"; null for what is not said in pixels. */
function pixels(text: string): number | null {
  const number = /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*$/i.exec(text)?.[1];
  return number === undefined ? null : Number(number);
}

/** A picture may stand in something that is hidden; newsletters do not nest deeper than this. */
const DEEPEST = 12;

/** Read an element's looks from its attributes and its own style: style sheets are not asked. */
export function looksOf(element: HTMLElement): Looks {
  const { style } = element;
  const size = (side: "width" | "height") => style[side] || (element.getAttribute(side) ?? "");
  let hidden = false;
  let at: HTMLElement | null = element;
  for (let depth = 0; at && depth < DEEPEST && !hidden; depth += 1, at = at.parentElement) hidden = isHidden(at);
  return { width: size("width"), height: size("height"), hidden };
}

function isHidden({ hidden, style }: HTMLElement): boolean {
  const { display, visibility, opacity, maxHeight, maxWidth } = style;
  const isNothing = [maxHeight, maxWidth].some((most) => most !== "" && Number.parseFloat(most) === 0);
  return hidden !== false || display === "none" || visibility === "hidden" || opacity === "0" || isNothing;
}
