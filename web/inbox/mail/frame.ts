/** The document that a mail is shown in: empty and scriptless from the server, filled and watched from here. */
import { readLink, type Link } from "./links";

/** Mail is written for white paper, whatever the page around it looks like. */
const PAPER = `
  html { color-scheme: light; background: #fff; }
  html, body { height: auto !important; min-height: 0 !important; max-height: none !important; }
  body { box-sizing: border-box; margin: 0 !important; padding: 24px; overflow-wrap: break-word; color: #1b1f1d;
    font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Cantarell, "Noto Sans", Roboto, sans-serif; }
  @media (max-width: 34rem) { body { padding: 14px; } }
  img { max-width: 100%; height: auto; }
  .tempory-blocked { display: inline-flex; align-items: center; justify-content: center; box-sizing: border-box;
    max-width: 100%; min-height: 2em; padding: .2em .8em; border: 1px dashed #b4bcb5; border-radius: 4px;
    background: #f1f3ef; color: #5d6661; font: 13px/1.4 system-ui, sans-serif; }
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
  /** A link's menu, which would open it without a word, asks too. */
  dangerous: boolean;
}

/** Put a cleaned mail, a whole `<html>`, into the frame's document. Returns how to stop watching it. */
export function fillFrame(frame: HTMLIFrameElement, mail: HTMLElement, watch: Watch): () => void {
  const inside = frame.contentDocument;
  if (!inside) return () => undefined;
  const style = inside.createElement("style");
  style.textContent = PAPER;
  const styles = [...mail.querySelectorAll("head style")].map((own) => inside.importNode(own, true));
  inside.head.replaceChildren(style, ...styles);
  const body = mail.querySelector("body");
  if (body) inside.body.replaceWith(inside.importNode(body, true));
  for (const image of [...inside.images]) if (!image.hasAttribute("src")) replaceBlocked(image);
  followLinks(inside, watch);
  forwardKeys(inside);
  return followHeight(inside, watch.onHeight);
}

/** A picture that was blocked leaves its place and its description; a beacon of a pixel or two leaves nothing. */
function replaceBlocked(image: HTMLImageElement): void {
  const [width, height] = [image.getAttribute("width") ?? "", image.getAttribute("height") ?? ""];
  if (/^[012](px)?$/.test(width) || /^[012](px)?$/.test(height)) return image.remove();
  const place = image.ownerDocument.createElement("span");
  place.className = "tempory-blocked";
  place.textContent = image.alt;
  if (/^\d{1,4}(px)?$/.test(width)) place.style.width = `${parseInt(width)}px`;
  if (/^\d{1,4}(px)?$/.test(height)) place.style.height = `${Math.min(160, parseInt(height))}px`;
  image.replaceWith(place);
}

function followLinks(inside: Document, { onPoint, onLink, dangerous }: Watch): void {
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
  if (dangerous) inside.addEventListener("contextmenu", follow);
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
      const wide = body.scrollWidth + parseFloat(getComputedStyle(body).paddingRight);
      if (body.scrollWidth > width + 1) body.style.setProperty("zoom", String(Math.max(0.3, width / wide)));
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
