/**
 * Is a mail's HTML too heavy to be parsed at all? A browser must rebuild unclosed formatting (`<font>`, `<b>` …) inside
 * every block that follows (WHATWG HTML §13.2.4.3), so that 8 kB can become 300,000 elements and freeze the page.
 * This estimate walks the tags once and never comes out lower than what the parser would build.
 */
const MOST_CHARACTERS = 2_000_000;
const MOST_ELEMENTS = 60_000;
const FORMATTING = new Set("a b big code em font i nobr s small strike strong tt u".split(" "));

export function isTooHeavy(html: string): boolean {
  if (html.length > MOST_CHARACTERS) return true;
  const unclosed = new Map<string, number>();
  let pending = 0;
  let elements = 0;
  for (const [, slash, tag] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    const name = tag?.toLowerCase() ?? "";
    elements += 1;
    if (!FORMATTING.has(name)) elements += pending;
    else if (!slash) {
      unclosed.set(name, (unclosed.get(name) ?? 0) + 1);
      pending += 1;
    } else if ((unclosed.get(name) ?? 0) > 0) {
      unclosed.set(name, (unclosed.get(name) ?? 0) - 1);
      pending -= 1;
    }
    if (elements > MOST_ELEMENTS) return true;
  }
  return false;
}

const NOT_WORDS = new Set(["style", "script", "title"]);
const NEW_LINE = /^\/?(br|p|div|tr|li|h[1-6]|table|blockquote)$/;

/** The words of HTML that is not shown as such. For reading only: this is text, and is never made markup again. */
export function wordsOf(html: string): string {
  const [first = "", ...pieces] = html.slice(0, MOST_CHARACTERS).split("<");
  const words = [first];
  let silent = "";
  for (const piece of pieces) {
    const end = piece.indexOf(">");
    const tag = /^\/?[a-z][a-z0-9]*/i.exec(piece)?.[0].toLowerCase() ?? "";
    if (silent) silent = tag === `/${silent}` ? "" : silent;
    else if (NOT_WORDS.has(tag)) silent = tag;
    if (silent || end < 0) continue;
    words.push(NEW_LINE.test(tag) ? "\n" : "", piece.slice(end + 1));
  }
  return words
    .join("")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n\s*\n ?/g, "\n\n")
    .trim();
}
