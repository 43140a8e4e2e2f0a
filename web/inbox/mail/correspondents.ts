/**
 * Whether a message's sender looks like somebody who wrote to this mailbox before: a domain that looks like theirs, or
 * their name with another address. Compared here, because nobody else knows who writes to a mailbox.
 */
import type { Party } from "$src/sealing";
import { senderOf, type Letter } from "../state/letter";
import { FREE_MAIL, ROLES } from "./hosts";
import { hasRole, Imitated, isCheap, parseHost, plain, registrable } from "./lookalikes";

/** Letters that are compared, the newest first; and characters of a name. */
export const COMPARED = 2_000;
const NAME_CHARACTERS = 200;
const SHORTEST_NAME = 4;
/** Names that many senders bear; so are those made of words such as "support" alone. */
const ANYBODY = new Set(
  "noreply no reply newsletter the team la le equipe de via from do not ne pas repondre".split(" "),
);
const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,253}/u;

/** Whom it looks like, and why. */
export interface Resemblance {
  name: string;
  address: string;
  by: "name" | "domain";
}

interface Correspondent extends Party {
  domain: string;
  key: string;
  first: number;
}

/** Among `letters` of the mailbox, who wrote earlier than the sender of `letter` first did and looks like them; or null. */
export function resembled(letter: Letter, letters: readonly Letter[]): Resemblance | null {
  const party = senderOf(letter);
  if (party === null || !party.address.includes("@")) return null;
  const sender = correspondent(party, letter.uid);
  const known = correspondents(letters.slice(0, COMPARED));
  // Whoever wrote first imitates nobody, or the true one would be blamed for their forger.
  const first = Math.min(letter.uid, known.get(sender.address)?.first ?? letter.uid);
  const earlier = [...known.values()].filter((each) => each.first < first && each.address !== sender.address);
  const found = byDomain(sender, earlier) ?? byName(sender, earlier);
  return found && { name: found.name.slice(0, NAME_CHARACTERS), address: found.address, by: found.by };
}

/** Everybody who wrote, by address, with the first of their letters. Who was thought ill of is nobody to be imitated. */
function correspondents(letters: readonly Letter[]): Map<string, Correspondent> {
  const found = new Map<string, Correspondent>();
  for (const letter of letters) {
    const party = senderOf(letter);
    const isSuspect =
      letter.summary?.authentication?.state === "pretends" || (letter.summary?.verdict?.level ?? "none") !== "none";
    if (party === null || isSuspect || !party.address.includes("@")) continue;
    const one = correspondent(party, letter.uid);
    const had = found.get(one.address);
    if (had === undefined || one.first < had.first) found.set(one.address, one);
  }
  return found;
}

function correspondent({ name, address }: Party, uid: number): Correspondent {
  const written = address.slice(0, 320).toLowerCase();
  const host = parseHost(written.slice(written.lastIndexOf("@") + 1));
  return { name: name.trim(), address: written, domain: registrable(host), key: keyOf(name), first: uid };
}

/** What two ways to write one name have in common; "" for a name that says nobody's. */
function keyOf(name: string): string {
  const words = plain(name.slice(0, NAME_CHARACTERS)).match(/[\p{L}\p{N}]+/gu) ?? [];
  const isSomebodys = words.some((word) => !ROLES.has(word) && !ANYBODY.has(word));
  return isSomebodys && words.join("").length >= SHORTEST_NAME ? words.toSorted().join(" ") : "";
}

type Found = (Correspondent & { by: Resemblance["by"] }) | null;

function byDomain(sender: Correspondent, earlier: readonly Correspondent[]): Found {
  const domains = new Set(earlier.map(({ domain }) => domain));
  if (domains.has(sender.domain) || FREE_MAIL.has(sender.domain)) return null;
  const likeness = new Imitated(domains).likeness(sender.domain);
  if (likeness === null) return null;
  const { domain, how } = likeness;
  // Stricter than for names that everybody knows: a correspondent's may be an everyday word, and theirs in other countries.
  const isOdd =
    how === "words"
      ? hasRole(sender.domain) && !FREE_MAIL.has(domain)
      : how === "ending"
        ? isCheap(sender.domain)
        : true;
  const one = earlier.find((each) => each.domain === domain);
  return isOdd && one ? { ...one, by: "domain" } : null;
}

function byName(sender: Correspondent, earlier: readonly Correspondent[]): Found {
  const shown = ADDRESS.exec(sender.name.slice(0, NAME_CHARACTERS).toLowerCase())?.[0];
  const one = earlier.find(
    (each) =>
      (each.address === shown || (sender.key !== "" && each.key === sender.key)) &&
      // A domain's own people have several addresses; at a free host every address is somebody else.
      (each.domain !== sender.domain || FREE_MAIL.has(sender.domain)),
  );
  return one ? { ...one, by: "name" } : null;
}
