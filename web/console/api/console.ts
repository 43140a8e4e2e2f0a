/** Each operation that the console asks for, by what it does. */
import { act, jsonOf, post, request } from "$account/api/client";
import type * as shape from "./types";

const CONSOLE = "/console";
const person = (id: string) => `/people/${encodeURIComponent(id)}`;
const review = (id: string) => `/reviews/${encodeURIComponent(id)}`;
/** A checkpoint may have to be signed first. */
const SIGNING_MS = 100_000;

export const glance = () => jsonOf<shape.Glance>(`${CONSOLE}/service`);
export const policy = () => jsonOf<shape.PolicyClause[]>(`${CONSOLE}/policy`);

// People

export const people = (cursor: string | null) =>
  jsonOf<shape.PeoplePage>(`/people?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
export async function everybody(): Promise<shape.Person[]> {
  const found: shape.Person[] = [];
  let cursor: string | null = null;
  do {
    const page: shape.PeoplePage = await people(cursor);
    found.push(...page.people);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
export const staff = () => jsonOf<shape.Staff[]>(`${CONSOLE}/staff`);
export const showPerson = (id: string) => jsonOf<shape.PersonDetail>(person(id));
export const invite = (wish: shape.Invitation) => post<shape.Link & { person: shape.Person }>("/people", wish);
export const newLink = (id: string) => post<shape.Link>(`${person(id)}/links`);
export const suspend = (id: string) => act("POST", `${person(id)}/suspension`);
export const resume = (id: string) => act("DELETE", `${person(id)}/suspension`);
export const endSessions = (id: string) => act("DELETE", `${person(id)}/sessions`);
export const grant = (id: string, role: string) => act("POST", `${person(id)}/roles/${encodeURIComponent(role)}`);
export const revoke = (id: string, role: string) => act("DELETE", `${person(id)}/roles/${encodeURIComponent(role)}`);

// Reviews

export const reviews = () => jsonOf<shape.Review[]>("/reviews");
export const showReview = (id: string) => jsonOf<shape.ReviewDetail>(review(id));
export const startReview = () => post<shape.Review>("/reviews");
export const closeReview = (id: string) => post<shape.Review>(`${review(id)}/closing`);
export const decide = (id: string, member: string, role: string, decision: "attest" | "remove") =>
  act("POST", `${review(id)}/decisions`, { member, role, decision });

export async function exportReview(id: string, format: "json" | "csv"): Promise<{ blob: Blob; signature: string }> {
  const response = await request(`${review(id)}/snapshot?format=${format}`);
  return { blob: await response.blob(), signature: response.headers.get("x-signature-ed25519") ?? "" };
}

// Breaking the glass

export const glass = () => jsonOf<shape.Glass[]>("/break-glass");
export const askForGlass = (wish: { member: string; reason: string; seconds: number }) =>
  post<shape.Glass>("/break-glass", wish);
export const approveGlass = (id: string) => post<shape.Glass>(`/break-glass/${encodeURIComponent(id)}/approval`);

// The access log

export const log = (query: string) => jsonOf<shape.LogPage>(`${CONSOLE}/log?${query}`);
export const verification = (indexes: readonly number[], held: number) =>
  jsonOf<shape.Verification>(`${CONSOLE}/log/verification?indexes=${indexes.join(",")}&held=${held}`, {
    patience: SIGNING_MS,
  });
export const checkpoint = () =>
  jsonOf<{ readonly checkpoint: string; readonly key: string }>(`${CONSOLE}/log/checkpoint`, { patience: SIGNING_MS });
export const proofOf = async (index: number) =>
  (await request(`${CONSOLE}/log/${index}/proof`, { patience: SIGNING_MS })).blob();

// Reports

const REPORTS = `${CONSOLE}/reports`;
const SEALED_MS = 180_000;

export const queue = () => jsonOf<shape.Queue>(REPORTS);
export const team = () => jsonOf<shape.Team>(`${REPORTS}/team`);
export const makeTeamKey = (id: string, public_key: string, wraps: readonly shape.Wrap[]) =>
  act("POST", `${REPORTS}/team`, { id, public_key, wraps });
export const handOnTeamKey = (key: string, wraps: readonly shape.Wrap[]) =>
  act("POST", `${REPORTS}/team/wraps`, { key, wraps });
export const searchTraces = (traces: readonly string[]) => post<shape.Sightings>(`${REPORTS}/search`, { traces });
export const decideReport = (
  id: string,
  decision: "confirmed" | "harmless",
  answer: string,
  traces: readonly string[],
) =>
  post<{ readonly report: shape.QueuedReport; readonly found: shape.Sightings | null }>(
    `${REPORTS}/${encodeURIComponent(id)}/decision`,
    { decision, answer, traces },
  );

export async function sealedReport(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(`${REPORTS}/${encodeURIComponent(id)}/sealed`, { patience: SEALED_MS });
  return new Uint8Array(await response.arrayBuffer());
}
