/**
 * Style in a mail: kept, but freed of everything it would load. The browser's own parser reads it, so that escapes,
 * comments and broken syntax cannot hide a URL; what comes back is in one normal form.
 */
export type Fetch = (url: string) => string | null;

/** Rewrite a `style` attribute. `onUrl` gives another URL, or null to block. */
export function cleanDeclarations(css: string, onUrl: Fetch): string {
  const probe = document.createElement("span");
  probe.style.cssText = css;
  return withoutFetches(probe.style.cssText, onUrl);
}

/** Rewrite a `<style>` element. `@import`, `@font-face` and the like are dropped. */
export function cleanSheet(css: string, onUrl: Fetch): string {
  for (const [, , url] of css.matchAll(/@import\s+(url\()?\s*["']?([^"')\s;]+)/gi)) if (url) onUrl(url);
  const sheet = new CSSStyleSheet();
  try {
    // Constructed style sheets take no @import anyway; without it the browser does not complain of it either.
    sheet.replaceSync(css.replace(/@import[^;]*(;|$)/gi, ""));
  } catch {
    return "";
  }
  return [...sheet.cssRules].map((rule) => cleanRule(rule, onUrl)).join("\n");
}

function cleanRule(rule: CSSRule, onUrl: Fetch): string {
  if (rule instanceof CSSStyleRule) return withoutFetches(rule.cssText, onUrl);
  if (rule instanceof CSSMediaRule) {
    const inside = [...rule.cssRules].map((inner) => cleanRule(inner, onUrl)).join("\n");
    return `@media ${rule.media.mediaText} {\n${inside}\n}`;
  }
  if (rule instanceof CSSFontFaceRule) withoutFetches(rule.cssText, onUrl);
  if (rule instanceof CSSKeyframesRule) return withoutFetches(rule.cssText, onUrl);
  return "";
}

/** Normal form writes `url("…")`, with quotes and backslashes inside escaped. */
const URL_FUNCTION = /url\("((?:[^"\\]|\\.)*)"\)/gi;
/** Other functions that load: in normal form their strings are quoted as well. */
const OTHER_FETCH = /((?:-webkit-)?image-set|src|-webkit-cross-fade|cross-fade|image)\(/gi;

function withoutFetches(css: string, onUrl: Fetch): string {
  const kept = css.replace(URL_FUNCTION, (_whole, url: string) => {
    const other = onUrl(url.replace(/\\(.)/g, "$1"));
    return other === null ? "none" : `url("${other}")`;
  });
  return kept.replace(OTHER_FETCH, (_whole, name: string) => `blocked-${name}(`);
}
