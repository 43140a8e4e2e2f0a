/**
 * HTML of a mail, made safe to show. Three walls, each enough alone: DOMPurify takes out what acts, this module takes out
 * what loads, and the frame it is shown in has no scripts and a policy that loads nothing (`/frame`).
 *
 * DOMPurify works inside the frame's own window: its documents belong to the frame's policy, not to the page's.
 */
import createDOMPurify, { type Config } from "dompurify";
import { cleanDeclarations, cleanSheet } from "./css";

export interface Cleaned {
  document: HTMLElement;
  /** How many things would have been loaded from elsewhere, and from which hosts. */
  blocked: number;
  hosts: string[];
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

export function clean(html: string, frame: Window & typeof globalThis, pictures: ReadonlyMap<string, string>): Cleaned {
  const purify = createDOMPurify(frame);
  const blockade = new Blockade(pictures);
  purify.addHook("uponSanitizeElement", (node) => {
    if (node.nodeType === 1 && (node as Element).matches(LOADERS)) blockade.countLoader(node as Element);
    if (node.nodeName === "svg")
      (node as Element).querySelectorAll("image, use, feImage").forEach(blockade.countLoader);
    if (node.nodeName === "IMG") blockade.countSizes(node as Element);
    if (node.nodeName === "STYLE") node.textContent = cleanSheet(node.textContent ?? "", blockade.pass);
  });
  purify.addHook("uponSanitizeAttribute", (_node, data) => {
    if (data.attrName === "style") data.attrValue = cleanDeclarations(data.attrValue, blockade.pass);
    else if (FETCHING.includes(data.attrName)) blockade.rewrite(data);
  });
  // <base> and <meta> would set off the frame's policy while still being read, before they are taken out.
  const read = html.replace(/<(base|meta)(?=[\s/>])/gi, "<x-$1");
  const document = purify.sanitize(read, CONFIG) as unknown as HTMLElement;
  return { document, blocked: blockade.count, hosts: [...blockade.hosts].toSorted() };
}

/** Lets pass what the message itself carries, and counts what it stops. */
class Blockade {
  count = 0;
  readonly hosts = new Set<string>();

  constructor(private readonly pictures: ReadonlyMap<string, string>) {}

  /** A URL to load instead, or null. */
  readonly pass = (url: string): string | null => {
    const trimmed = url.trim();
    const cid = /^cid:(.*)$/i.exec(trimmed)?.[1];
    if (cid !== undefined) return this.pictures.get(cid) ?? this.pictures.get(decode(cid)) ?? null;
    if (/^data:image\/(png|jpe?g|gif|webp|avif|bmp)[;,]/i.test(trimmed)) return trimmed;
    if (trimmed !== "" && !trimmed.startsWith("#")) this.#stop(trimmed);
    return null;
  };

  rewrite(data: { attrName: string; attrValue: string; keepAttr: boolean }): void {
    const { attrName, attrValue } = data;
    if (attrName === "srcset" || attrName === "imagesrcset") {
      data.keepAttr = false;
      return;
    }
    const other = this.pass(attrValue);
    if (other === null) data.keepAttr = false;
    else data.attrValue = other;
  }

  /** A picture offered in several sizes counts once: for its `src` if it has one, for its `srcset` otherwise. */
  countSizes(picture: Element): void {
    const first = picture.getAttribute("srcset")?.trim().split(/[\s,]/)[0];
    if (first && !picture.hasAttribute("src")) this.pass(first);
  }

  readonly countLoader = (element: Element): void => {
    for (const name of ["src", "poster", "data", "href", "xlink:href"]) {
      const url = element.getAttribute(name);
      if (url && !/^(cid:|data:|#)/i.test(url.trim())) this.#stop(url.trim());
    }
  };

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
