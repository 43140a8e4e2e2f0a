/**
 * Style in a mail: kept, but freed of everything it would load. The browser's own parser reads it first, and drops what
 * is broken or unknown. It leaves custom properties, and whatever holds a var(), as they were written.
 */
import { withoutFetches, withoutImports, type Fetch } from "./fetches";

/** Rewrite a `style` attribute. `onUrl` gives another URL, or null to block. */
export function cleanDeclarations(css: string, onUrl: Fetch): string {
  const probe = document.createElement("span");
  probe.style.cssText = css;
  return withoutFetches(probe.style.cssText, onUrl);
}

/** Rewrite a `<style>` element. `@import`, `@font-face` and the like are dropped. */
export function cleanSheet(css: string, onUrl: Fetch): string {
  const sheet = new CSSStyleSheet();
  try {
    // Constructed style sheets take no @import anyway; without it the browser does not complain of it either.
    sheet.replaceSync(withoutImports(css, onUrl));
  } catch {
    return "";
  }
  return [...sheet.cssRules].map((rule) => cleanRule(rule, onUrl)).join("\n");
}

function cleanRule(rule: CSSRule, onUrl: Fetch): string {
  if (rule instanceof CSSStyleRule) return withoutFetches(rule.cssText, onUrl);
  if (rule instanceof CSSMediaRule) {
    const inside = [...rule.cssRules].map((inner) => cleanRule(inner, onUrl)).join("\n");
    return `@media ${withoutFetches(rule.media.mediaText, () => null)} {\n${inside}\n}`;
  }
  if (rule instanceof CSSFontFaceRule) withoutFetches(rule.cssText, onUrl);
  if (rule instanceof CSSKeyframesRule) return withoutFetches(rule.cssText, onUrl);
  return "";
}
