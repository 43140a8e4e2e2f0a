/**
 * Domains that look like others': the rules of tempory.verdict.lookalikes and .hosts, on the page for a mailbox's own
 * correspondents, whom the server does not know. tests/verdict/lookalikes.json holds both to the same answers.
 * Unicode TR39 §4, RFC 3492.
 */
import { CHEAP_ENDINGS, HOSTED, INNOCENT, ROLES, SECOND_LEVEL } from "./hosts";
import { decodeLabel } from "./punycode";

const MAX_HOST = 253;
const MAX_LABEL = 63;
const SHORTEST_ONE_OFF = 6; // shorter names are too near to too many words
const SHORTEST_WITHIN = 5;

const CONFUSABLE = new Map(
  [..."авеёкмнорстухіїјѕԁԛԝһӏґɡɩıȷαβεηικνορτυχωⅼꞌ"].map((sign, place) => [
    sign,
    "aBeekMHopcTyxiijsdqwhlrgiijaBenikvopTuxwl'".charAt(place),
  ]),
);
const ALIKE = new Map(
  Object.entries({ 0: "o", 1: "l", i: "l", "|": "l", 3: "e", 4: "a", 5: "s", 8: "b", "@": "a", $: "s" }),
);
const PAIRS = [
  ["rn", "m"],
  ["vv", "w"],
  ["cl", "d"],
  ["nn", "m"],
] as const;

export type How = "script" | "letters" | "words" | "ending";

/** In lower case without accents, confusable characters as the Latin ones they look like. */
export function plain(text: string): string {
  const folded = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKD");
  return [...folded]
    .map((sign) => CONFUSABLE.get(sign) ?? sign)
    .join("")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** What a label looks like: equal for labels that eyes confuse. */
export function skeleton(label: string): string {
  const alike = [...plain(label.slice(0, MAX_LABEL))].map((sign) => ALIKE.get(sign) ?? sign).join("");
  return PAIRS.reduce((text, [pair, one]) => text.replaceAll(pair, one), alike);
}

/** A host in lower case without the last dot, labels of RFC 3492 decoded; "" if it is too long. */
export function parseHost(host: string): string {
  if (host.length > MAX_HOST) return "";
  return host.trim().replace(/\.+$/, "").toLowerCase().split(".").map(decodeLabel).join(".");
}

/** The part of a host that somebody registered or rents: shop.example.co.uk gives example.co.uk. */
export function registrable(host: string): string {
  const labels = host.split(".");
  if (labels.length <= 2 || /^[\d.]+$/.test(host)) return host;
  const ending = labels.at(-1) ?? "";
  let keep = ending.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? "") ? 3 : 2;
  for (const count of [3, 4, 5]) if (HOSTED.has(labels.slice(-count + 1).join("."))) keep = count;
  return labels.slice(-keep).join(".");
}

const labelOf = (domain: string): string => domain.split(".", 1)[0] ?? "";
const tokensOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function deletions(label: string): Set<string> {
  return new Set(Array.from(label, (_, place) => label.slice(0, place) + label.slice(place + 1)));
}

/** Domains that may be imitated. A look-up costs as much as the name is long; no two names are ever compared. */
export class Imitated {
  readonly #domains: ReadonlySet<string>;
  readonly #labels = new Map<string, string>(); // label → its domain
  readonly #skeletons = new Map<string, string>(); // look → label
  readonly #oneOff = new Map<string, string>();
  readonly #joined: ReadonlySet<string>; // labels without their hyphens

  constructor(domains: Iterable<string>) {
    this.#domains = new Set([...domains].map((domain) => registrable(domain)));
    const labels = new Set([...this.#domains].map(labelOf));
    this.#joined = new Set([...labels].map((label) => label.replaceAll("-", "")).filter((label) => !labels.has(label)));
    for (const domain of this.#domains) {
      const label = labelOf(domain);
      const word = tokensOf(label).join("");
      // A label that is itself such a word as "service" would be found in half of all hosts.
      for (const one of [word, label.length >= SHORTEST_WITHIN ? label : ""])
        if (one !== "" && !ROLES.has(one) && !this.#labels.has(one)) this.#labels.set(one, domain);
    }
    for (const label of this.#labels.keys()) {
      this.#skeletons.set(skeleton(label), label);
      if (label.length >= SHORTEST_ONE_OFF)
        for (const near of [label, ...deletions(label)]) this.#oneOff.set(near, label);
    }
  }

  /** Which of the domains `host` imitates, and how; null if none or if it is one of them. */
  likeness(host: string): { domain: string; how: How } | null {
    const domain = registrable(host);
    const label = labelOf(domain);
    if (label === "" || label.length > MAX_LABEL || this.#domains.has(domain)) return null;
    const known = this.#skeletons.get(skeleton(label));
    if (known !== undefined) {
      if (known !== label || this.#joined.has(label)) return this.#found(known, isPlain(label) ? "letters" : "script");
      return isOddHome(domain, known) ? this.#found(known, "ending") : null;
    }
    if (label.length >= SHORTEST_ONE_OFF - 1 && !INNOCENT.has(label)) {
      for (const shorter of [label, ...deletions(label)]) {
        const near = this.#oneOff.get(shorter);
        if (near === undefined || near === label || Math.abs(near.length - label.length) > 1) continue;
        // Eyes go by the first letter: horton is not norton.
        if (near.charAt(0) === label.charAt(0)) return this.#found(near, "letters");
      }
    }
    return this.#around(label);
  }

  #found(label: string, how: How): { domain: string; how: How } {
    return { domain: this.#labels.get(label) ?? "", how };
  }

  /** A name within the label: larkfield-secure, secure-larkfield-login, larkfieldaccount. */
  #around(label: string): { domain: string; how: How } | null {
    const tokens = label.split(/[-_.]+/);
    if (tokens.length > 1) {
      for (const token of tokens) {
        const known = this.#skeletons.get(skeleton(token));
        if (known === undefined) continue;
        const hasRole = tokens.some((other) => other !== token && ROLES.has(other));
        if (hasRole || known.length >= SHORTEST_WITHIN) return this.#found(known, "words");
      }
    }
    for (const role of ROLES) {
      const bare = label.endsWith(role)
        ? label.slice(0, -role.length)
        : label.slice(label.startsWith(role) ? role.length : 0);
      const rest = bare.replace(/^[-_]+|[-_]+$/g, "");
      const known = rest !== label && rest.length >= SHORTEST_WITHIN ? this.#skeletons.get(skeleton(rest)) : undefined;
      if (known !== undefined) return this.#found(known, "words");
    }
    return null;
  }
}

/** A name under a foreign ending: firms own theirs under many countries', so only where it is odd. */
function isOddHome(domain: string, label: string): boolean {
  if (label.length < SHORTEST_WITHIN) return false;
  const ending = domain.split(".").at(-1) ?? "";
  return isCheap(domain) || ending.length > 2;
}

/** Whether a domain costs its holder next to nothing: a cheap ending, or a name rented under somebody else's. */
export function isCheap(domain: string): boolean {
  return CHEAP_ENDINGS.has(domain.split(".").at(-1) ?? "") || HOSTED.has(domain.split(".").slice(1).join("."));
}

/** Whether a label has a word beside the name that forgers put there: "support", "facturation". */
export function hasRole(domain: string): boolean {
  const label = labelOf(domain);
  return (
    label.split(/[-_.]+/).some((token) => ROLES.has(token)) ||
    [...ROLES].some((role) => label.endsWith(role) || label.startsWith(role))
  );
}
