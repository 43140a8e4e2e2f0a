/** The document that a mail is shown in: empty and scriptless from the server, filled and watched from here. */
import { readLink, type Link } from "./links";

/** Mail is written for white paper, whatever the page around it looks like. */
const PAPER = `
  html { color-scheme: light; background: #fff; }
  html, body { height: auto !important; min-height: 0 !important; max-height: none !important; }
  body { box-sizing: border-box; margin: 0 !important; padding: 24px; overflow-wrap: break-word; color: #1b1f1d;
    font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Cantarell, "Noto Sans", Roboto, sans-serif; }
  img { max-width: 100%; height: auto; }
  img:not([src]) { background: #eef0ec; outline: 1px dashed #c3c9c2; outline-offset: -1px; border-radius: 2px; }
  a { color: #0a6b50; cursor: pointer; }
  :focus-visible { outline: 2.5px solid #0a6b50; outline-offset: 2px; }
  blockquote { margin-inline: 0; padding-inline-start: 1em; border-inline-start: 3px solid #d8dbd4; }
  pre { white-space: pre-wrap; }
`;
const HIGHEST = 24_000;
const MOST_GROWTHS = 60;

export interface Watch {
  onHeight: (height: number) => void;
  /** A link is pointed at or focused; null when no more. */
  onPoint: (link: Link | null) => void;
  onLink: (link: Link) => void;
}

/** Put a cleaned mail into the frame's document. Returns how to stop watching it. */
export function fillFrame(frame: HTMLIFrameElement, body: Node, watch: Watch): () => void {
  const inside = frame.contentDocument;
  if (!inside) return () => undefined;
  const style = inside.createElement("style");
  style.textContent = PAPER;
  inside.head.replaceChildren(style);
  inside.body.replaceChildren(inside.importNode(body, true));
  for (const image of inside.images) if (isSpeck(image)) image.remove();
  followLinks(inside, watch);
  forwardKeys(inside);
  return followHeight(inside, watch.onHeight);
}

/** A picture without source and of a pixel or two was a beacon; nothing is missing without it. */
const isSpeck = (image: HTMLImageElement): boolean =>
  !image.hasAttribute("src") &&
  [image.getAttribute("width"), image.getAttribute("height")].some((side) => /^[012]?(px)?$/.test(side ?? "auto"));

function followLinks(inside: Document, { onPoint, onLink }: Watch): void {
  const linkAt = (event: Event): Link | null => {
    const anchor = (event.target as Element | null)?.closest?.("a[href], area[href]");
    return anchor ? readLink(anchor.getAttribute("href") ?? "", anchor.textContent ?? "") : null;
  };
  const follow = (event: Event) => {
    if (!(event.target as Element | null)?.closest?.("a, area")) return;
    event.preventDefault();
    const link = linkAt(event);
    if (link) onLink(link);
  };
  inside.addEventListener("click", follow);
  inside.addEventListener("auxclick", follow);
  inside.addEventListener("mouseover", (event) => onPoint(linkAt(event)));
  inside.addEventListener("focusin", (event) => onPoint(linkAt(event)));
  for (const end of ["mouseleave", "focusout"]) inside.documentElement.addEventListener(end, () => onPoint(null));
  // Dragging a link out would open it without a word.
  inside.addEventListener("dragstart", (event) => event.preventDefault());
}

/** The page's shortcuts work while the mail has the focus. */
function forwardKeys(inside: Document): void {
  inside.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.key === "Enter") return;
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    window.dispatchEvent(new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, altKey, shiftKey }));
  });
}

/** Be as high as the mail, so that one scrollbar serves all; and shrink what was laid out wider than the screen. */
function followHeight(inside: Document, onHeight: (height: number) => void): () => void {
  let height = 0;
  let width = 0;
  let growths = 0;
  const measure = () => {
    const { documentElement: root, body } = inside;
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      growths = 0;
      body.style.setProperty("zoom", "1");
      if (body.scrollWidth > width + 1) body.style.setProperty("zoom", String(Math.max(0.4, width / body.scrollWidth)));
    }
    const wanted = Math.min(HIGHEST, Math.ceil(body.getBoundingClientRect().height));
    // A mail that measures itself by its window would grow for ever.
    if (wanted === height || (wanted > height && ++growths > MOST_GROWTHS)) return;
    height = wanted;
    onHeight(height);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(inside.body);
  observer.observe(inside.documentElement);
  measure();
  return () => observer.disconnect();
}
