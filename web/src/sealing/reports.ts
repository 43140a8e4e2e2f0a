/**
 * What a holder hands over to the security team, the team's key, and the team's answer. docs/sealing.md, "Reports".
 * The same format as src/tempory/sealing/reports.py, held to the same vectors.
 */
import { IntegrityError, InvalidValueError } from "./errors";
import { seal, type KeyPair } from "./keys";
import { concat, parseId, utf8, type Octets } from "./octets";
import { Secret } from "./secret";

export const MAX_REPORT_OCTETS = 4 * 1024 * 1024;
const FORMAT = 1;

/** Ids as 32 hexadecimal digits: the team's key, and the report. */
export interface ReportPlace {
  readonly key: string;
  readonly report: string;
}

export interface WrapPlace {
  readonly key: string;
  readonly mailbox: string;
}

export interface AnswerPlace {
  readonly mailbox: string;
  readonly report: string;
}

const info = (label: string, first: string, second: string): Octets =>
  concat(utf8(`tempory/1 ${label}\0`), parseId(first), parseId(second));
const reportInfo = ({ key, report }: ReportPlace) => info("report", key, report);
const wrapInfo = ({ key, mailbox }: WrapPlace) => info("team", key, mailbox);
const answerInfo = ({ mailbox, report }: AnswerPlace) => info("answer", mailbox, report);

export async function sealReport(team: Octets, content: Octets, place: ReportPlace): Promise<Octets> {
  if (content.length > MAX_REPORT_OCTETS) throw new InvalidValueError("the message is too large to be handed over");
  return concat(Uint8Array.of(FORMAT), await seal(team, content, reportInfo(place)));
}

export const openReport = (team: KeyPair, sealed: Octets, place: ReportPlace): Promise<Octets> =>
  open(team, sealed, reportInfo(place));

/** Seal the team's private key to an officer's mailbox. */
export async function sealTeamKey(seed: Secret, officer: Octets, place: WrapPlace): Promise<Octets> {
  return concat(Uint8Array.of(FORMAT), await seal(officer, seed.reveal(), wrapInfo(place)));
}

export const openTeamKey = async (officer: KeyPair, wrap: Octets, place: WrapPlace): Promise<Secret> =>
  new Secret(await open(officer, wrap, wrapInfo(place)));

export async function openAnswer(reporter: KeyPair, sealed: Octets, place: AnswerPlace): Promise<string> {
  const octets = await open(reporter, sealed, answerInfo(place));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new IntegrityError("an answer is not text");
  }
}

async function open(keys: KeyPair, sealed: Octets, bound: Octets): Promise<Octets> {
  if (sealed[0] !== FORMAT) throw new IntegrityError("a report, an answer or a team's key is of another format");
  return keys.open(sealed.slice(1), bound);
}
