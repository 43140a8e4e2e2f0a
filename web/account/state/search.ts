/** Finding letters among those that this page has opened: the server cannot, it has no words to look in. */
import type { Letter } from "$inbox/state/letter";

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Every word of the question stands somewhere in sender, subject, preview or an attachment's name. */
export function matches({ summary }: Letter, question: string): boolean {
  const words = plain(question).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  if (summary === null) return false;
  const { envelope, preview, attachments, codes, recipient } = summary;
  const parties = [...envelope.from, ...envelope.to, ...envelope.cc].flatMap(({ name, address }) => [name, address]);
  const names = attachments.map(({ name }) => name);
  const text = plain([envelope.subject, preview, recipient, ...parties, ...names, ...codes].join("\n"));
  return words.every((word) => text.includes(word));
}
