/** CSS cut into tokens as a browser cuts it (CSS Syntax 3, section 4), as far as it decides what is a URL and what is not. */
export interface Token {
  kind: "string" | "url" | "function" | "at" | "word" | "gap" | "other";
  /** As it was written. */
  text: string;
  /** A string's or URL's content, a name: without its escapes. */
  value: string;
}

const GAP = /(?:[ \t\n]+|\/\*[^]*?(?:\*\/|$))/y;
const WORD = /(?:[-\w\u0080-\uffff]+|\\(?:[0-9a-f]{1,6}[ \t\n]?|[^\n]))+/iy;
// These two end in nothing that could fail, and so never go back.
const DOUBLE = /(?:[^"\\\n]+|\\[^])*/y;
const SINGLE = /(?:[^'\\\n]+|\\[^])*/y;
const BARE = /(?:[^)\\]+|\\[^])*/y;
const QUOTE_NEXT = /[ \t\n]*["']/y;

export function tokens(raw: string): Token[] {
  const css = raw.replace(/\r\n?|\f/g, "\n").replaceAll("\0", "\ufffd");
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    if (!pattern.test(css)) return "";
    const text = css.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return text;
  };
  while (at < css.length) {
    const start = at;
    const add = (kind: Token["kind"], value: string) => found.push({ kind, text: css.slice(start, at), value });
    const first = css.charAt(at);
    if (take(GAP)) add("gap", " ");
    else if (first === '"' || first === "'") {
      at += 1;
      const content = take(first === '"' ? DOUBLE : SINGLE);
      // A line's end breaks a string off, and it is none; the end of all closes it.
      if (css[at] === "\n") add("gap", " ");
      else {
        at += 1;
        add("string", unescape(content));
      }
    } else if (first === "@" || first === "#") {
      at += 1;
      const name = take(WORD);
      add(name === "" ? "other" : first === "@" ? "at" : "word", unescape(name));
    } else {
      const name = unescape(take(WORD));
      if (at === start) {
        at += 1;
        // A backslash that escapes nothing might escape what is put after it.
        add(first === "\\" ? "gap" : "other", first);
      } else if (css[at] !== "(") add("word", name);
      else {
        at += 1;
        QUOTE_NEXT.lastIndex = at;
        if (name.toLowerCase() !== "url" || QUOTE_NEXT.test(css)) add("function", name);
        else {
          const url = take(BARE);
          at += 1;
          add("url", unescape(url.trim()));
        }
      }
    }
  }
  return found;
}

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:([0-9a-f]{1,6})[ \t\n]?|([^]|$))/gi, (_whole, hex?: string, other?: string) => {
    if (hex === undefined) return other === "\n" ? "" : (other ?? "");
    const code = parseInt(hex, 16);
    const exists = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return exists ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** A string with this content. No `<` either: it may stand in a `<style>`. */
export function quote(content: string): string {
  const escape = (character: string) => `\\${character.charCodeAt(0).toString(16)} `;
  return `"${content.replace(/["\\]/g, "\\$&").replace(/[\n\r\f<]/g, escape)}"`;
}
