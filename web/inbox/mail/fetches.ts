/** Takes out of CSS what it would load. Every token is looked at, since var() makes a value of what no parser has read. */
import { quote, tokens, type Token } from "./csstokens";

/** Judges a URL: gives another one to load instead, or null to block it. */
export type Fetch = (url: string) => string | null;

/** Functions that load, under whatever prefix. */
const LOADS = /(?:url|src|image|image-set|cross-fade|element|paint|canvas)$/i;
/** Stands for what is left out. Nothing would make one name of two, and so would a space after an escape. */
const APART = "/**/";
const LOADING_RULE = /^(?:import|namespace)$/i;

export function withoutFetches(css: string, onUrl: Fetch): string {
  const all = tokens(css);
  let kept = "";
  for (let at = 0; at < all.length; at += 1) {
    const token = all[at] as Token;
    let other: string | null;
    if (token.kind === "url") other = onUrl(token.value);
    else if (token.kind === "function" && LOADS.test(token.value)) {
      const end = closing(all, at);
      other = judge(token, all.slice(at + 1, end), onUrl);
      at = end;
    } else if (token.kind === "at" && LOADING_RULE.test(token.value)) {
      at = skipRule(all, at, onUrl);
      kept += APART;
      continue;
    } else {
      if (token.kind === "string") kept += quote(token.value);
      else kept += token.kind === "gap" && !/^\s/.test(token.text) ? APART : token.text;
      continue;
    }
    kept += other === null ? "none" : `url(${quote(other)})`;
    if (/^(?:word|function|url)$/.test(all[at + 1]?.kind ?? "")) kept += " ";
  }
  return kept;
}

/** A whole sheet without its `@import`, which is counted; all else as it stands. */
export function withoutImports(css: string, onUrl: Fetch): string {
  const all = tokens(css);
  let kept = "";
  for (let at = 0; at < all.length; at += 1) {
    const token = all[at] as Token;
    if (token.kind === "at" && token.value.toLowerCase() === "import") at = skipRule(all, at, onUrl);
    else kept += token.text;
  }
  return kept;
}

/** Of the functions only `url("…")` may stay. The others are counted by what they name. */
function judge(name: Token, inside: readonly Token[], onUrl: Fetch): string | null {
  const said = inside.filter(({ kind }) => kind !== "gap");
  const [first] = said;
  if (name.value.toLowerCase() === "url" && said.length === 1 && first?.kind === "string") return onUrl(first.value);
  if (!countInside(inside, onUrl)) onUrl(said.map(({ text }) => text).join(""));
  return null;
}

/** Strings belong to the function around them: that of `type("image/png")` is no URL. */
function countInside(inside: readonly Token[], onUrl: Fetch): boolean {
  const loading = [true];
  let any = false;
  for (const { kind, text, value } of inside) {
    if (kind === "function") loading.push(LOADS.test(value));
    else if (text === "(") loading.push(loading.at(-1) ?? true);
    else if (text === ")") loading.pop();
    else if (kind === "url" || (kind === "string" && loading.at(-1))) {
      onUrl(value);
      any = true;
    }
  }
  return any;
}

/** Where the function that opens at `start` closes, or the end of all. */
function closing(all: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < all.length; at += 1) {
    const { kind, text } = all[at] as Token;
    if (kind === "function" || text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return all.length;
}

/** Where the rule that begins at `start` ends; what it names is counted. */
function skipRule(all: readonly Token[], start: number, onUrl: Fetch): number {
  let end = start;
  while (end < all.length && all[end]?.text !== ";") end += 1;
  const named = all.slice(start, end).find(({ kind }) => kind === "url" || kind === "string");
  if (named) onUrl(named.value);
  return end;
}
