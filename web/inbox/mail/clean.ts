/**
 * HTML of a mail, made safe to show. Three walls, each enough alone: DOMPurify takes out what acts, this module takes out
 * what loads, and the frame it is shown in has no scripts and a policy that loads nothing (`/frame`).
 *
 * DOMPurify works inside the frame's own window: its documents belong to the frame's policy, not to the page's.
 */
import createDOMPurify, { type Config } from "dompurify";
import { cleanDeclarations, cleanSheet } from "./css";
import { remotePicture } from "./remote";
import { isTracker, looksOf } from "./tracking";

export interface Cleaned {
  document: HTMLElement;
  /** How many things would have been loaded from elsewhere, and from which hosts. */
  blocked: number;
  hosts: string[];
  /** Those of them that track, and their hosts. */
  trackers: number;
  trackingHosts: string[];
  /** Pictures among the rest, by their URL, each once: these may be asked for. */
  pictures: string[];
}

/** Pictures to show, as blob: URLs: what the message carries by its Content-ID, what was loaded by its URL. */
export interface Shown {
  carried: ReadonlyMap<string, string>;
  loaded: ReadonlyMap<string, string>;
}

const CONFIG = {
  // The whole document: mail keeps its styles in the head and its colours on the body.
  RETURN_DOM: true,
  WHOLE_DOCUMENT: true,
  ADD_TAGS: ["center", "font"],
  ADD_ATTR: ["background", "bgcolor", "target"],
  FORBID_TAGS: [
    "form",
    "input",
    "button",
    "select",
    "option",
    "textarea",
    "label",
    "fieldset",
    "dialog",
    "svg",
    "math",
    "audio",
    "video",
    "source",
    "track",
    "picture",
    "iframe",
    "object",
    "embed",
    "meta",
    "link",
    "base",
    "template",
    "slot",
  ],
  FORBID_ATTR: ["id", "name", "autofocus", "tabindex", "contenteditable", "accesskey", "popover", "is", "ping"],
  // DOMPurify's own, with the schemes of mail. Its tail lets through what has no scheme, such as a width.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|cid|blob):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  KEEP_CONTENT: true,
} satisfies Config;

/** Attributes of any element that make a browser fetch. */
const FETCHING = ["src", "srcset", "background", "poster", "lowsrc", "dynsrc", "longdesc", "data", "imagesrcset"];
/** Removed whole by DOMPurify; what they would have loaded is counted first. */
const LOADERS = "video,audio,source,track,embed,object,iframe,link,input[src]";

export function clean(html: string, frame: Window & typeof globalThis, shown: Shown): Cleaned {
  const purify = createDOMPurify(frame);
  const blockade = new Blockade(shown);
  purify.addHook("uponSanitizeElement", (node) => {
    if (node.nodeType === 1 && (node as Element).matches(LOADERS)) blockade.countLoader(node as Element);
    if (node.nodeName === "svg")
      (node as Element).querySelectorAll("image, use, feImage").forEach(blockade.countLoader);
    if (node.nodeName === "IMG") chooseSize(node as Element);
    if (node.nodeName === "STYLE") node.textContent = cleanSheet(node.textContent ?? "", (url) => blockade.pass(url));
  });
  purify.addHook("uponSanitizeAttribute", (node, data) => {
    const passHere = (url: string) => blockade.pass(url, node as HTMLElement);
    if (data.attrName === "style") data.attrValue = cleanDeclarations(data.attrValue, passHere);
    else if (FETCHING.includes(data.attrName)) rewrite(data, passHere);
  });
  // <base> and <meta> would set off the frame's policy while still being read, before they are taken out.
  const read = html.replace(/<(base|meta)(?=[\s/>])/gi, "<x-$1");
  const document = purify.sanitize(read, CONFIG) as unknown as HTMLElement;
  return {
    document,
    blocked: blockade.count,
    hosts: [...blockade.hosts].toSorted(),
    trackers: blockade.trackers,
    trackingHosts: [...blockade.trackingHosts].toSorted(),
    pictures: [...blockade.pictures],
  };
}

/** A picture offered in several sizes is its `src` if it has one, the first of its `srcset` otherwise. */
function chooseSize(picture: Element): void {
  const first = picture.getAttribute("srcset")?.trim().split(/[\s,]/)[0];
  if (first && !picture.hasAttribute("src")) picture.setAttribute("src", first);
}

function rewrite(
  data: { attrName: string; attrValue: string; keepAttr: boolean },
  pass: (url: string) => string | null,
): void {
  const isSet = data.attrName === "srcset" || data.attrName === "imagesrcset";
  const other = isSet ? null : pass(data.attrValue);
  if (other === null) data.keepAttr = false;
  else data.attrValue = other;
}

/** Lets pass what the message itself carries and what was loaded for it, and counts what it stops. */
class Blockade {
  count = 0;
  readonly hosts = new Set<string>();
  trackers = 0;
  readonly trackingHosts = new Set<string>();
  readonly pictures = new Set<string>();

  constructor(private readonly shown: Shown) {}

  /** A URL to load instead, or null. Without an element it stands in a style sheet, for which nothing is loaded. */
  readonly pass = (url: string, element?: HTMLElement): string | null => {
    const trimmed = url.trim();
    const cid = /^cid:(.*)$/i.exec(trimmed)?.[1];
    const { carried, loaded } = this.shown;
    if (cid !== undefined) return carried.get(cid) ?? carried.get(decode(cid)) ?? null;
    if (/^data:image\/(png|jpe?g|gif|webp|avif|bmp)[;,]/i.test(trimmed)) return trimmed;
    if (trimmed === "" || trimmed.startsWith("#")) return null;
    const picture = element ? remotePicture(trimmed) : null;
    if (element && picture !== null) {
      if (isTracker(picture, looksOf(element))) this.#track(picture, element);
      else {
        const instead = loaded.get(picture);
        if (instead !== undefined) return instead;
        this.pictures.add(picture);
      }
    }
    this.#stop(trimmed);
    return null;
  };

  readonly countLoader = (element: Element): void => {
    for (const name of ["src", "poster", "data", "href", "xlink:href"]) {
      const url = element.getAttribute(name);
      if (url && !/^(cid:|data:|#)/i.test(url.trim())) this.#stop(url.trim());
    }
  };

  #track(url: string, element: HTMLElement): void {
    // However large it says it is, it leaves no place: what is this narrow is taken out where the mail is shown.
    if (element.nodeName === "IMG") element.setAttribute("width", "1");
    this.trackers += 1;
    this.trackingHosts.add(new URL(url).host);
  }

  #stop(url: string): void {
    this.count += 1;
    this.#note(url);
  }

  #note(url: string): void {
    try {
      const { host, protocol } = new URL(url, "https://relative.invalid/");
      if (protocol.startsWith("http") && host !== "relative.invalid") this.hosts.add(host);
    } catch {
      // Not a URL: nothing would have been loaded.
    }
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
