/** Calls to `/api/v1`. Every call carries the auth half of a mailbox's token (`tpa_…`), never the token itself. */
import { pictureOf } from "../mail/remote";
import { clock } from "../state/clock.svelte";
import { Problem, problemFrom, UNREACHABLE } from "./problems";
import type { Creation, Item, Mailbox, MessagePage, Receipt, Service } from "./types";

const BASE = "/api/v1";
const PATIENCE_MS = 20_000;
/** A picture has the server's own time, which an operator may make a minute, and its line. */
const PICTURE_PATIENCE_MS = 90_000;
/** A message may have 25 MiB, and a line be slow. */
const BODY_PATIENCE_MS = 180_000;

interface Ask {
  method?: string;
  auth?: string;
  json?: unknown;
  patience?: number;
}

export async function request(
  path: string,
  { method = "GET", auth, json, patience = PATIENCE_MS }: Ask = {},
): Promise<Response> {
  const headers = new Headers();
  if (auth) headers.set("authorization", `Bearer ${auth}`);
  if (json !== undefined) headers.set("content-type", "application/json");
  const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store", redirect: "error" };
  if (json !== undefined) init.body = JSON.stringify(json);
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem(UNREACHABLE, 0);
  }
  clock.heed(response.headers.get("date"));
  if (!response.ok) throw await problemFrom(response);
  return response;
}

async function jsonOf<T>(path: string, ask?: Ask): Promise<T> {
  return (await (await request(path, ask)).json()) as T;
}

const messagePath = (id: string) => `/mailbox/messages/${encodeURIComponent(id)}`;

export const service = () => jsonOf<Service>("/service");

export const createMailbox = (auth: string, creation: Creation) =>
  jsonOf<Mailbox>("/mailboxes", { method: "POST", auth, json: creation });

export const findMailbox = (auth: string) => jsonOf<Mailbox>("/mailbox", { auth });

export const extendMailbox = (auth: string, lifetime: number) =>
  jsonOf<Mailbox>("/mailbox", { method: "PATCH", auth, json: { lifetime } });

export const forgetMailbox = (auth: string) => jsonOf<Receipt>("/mailbox", { method: "DELETE", auth });

export const listMessages = (auth: string, cursor: string | null = null) =>
  jsonOf<MessagePage>(`/mailbox/messages?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, { auth });

export const markMessage = (auth: string, id: string, seen: boolean) =>
  jsonOf<Item>(messagePath(id), { method: "PATCH", auth, json: { seen } });

export async function deleteMessage(auth: string, id: string): Promise<void> {
  await request(messagePath(id), { method: "DELETE", auth });
}

let offering: Promise<boolean> | null = null;

/** Whether the service fetches pictures from elsewhere; asked once. If it does not say, asking for one will. */
export function offersPictures(): Promise<boolean> {
  offering ??= service().then(
    ({ remote_pictures }) => remote_pictures,
    () => {
      offering = null;
      return true;
    },
  );
  return offering;
}

/** A picture from elsewhere, fetched and made anew by the server. */
export async function remotePicture(auth: string, url: string): Promise<Blob> {
  const ask = { method: "POST", auth, json: { url }, patience: PICTURE_PATIENCE_MS };
  try {
    return await pictureOf(await request("/mailbox/remote-picture", ask));
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(UNREACHABLE, 0);
  }
}

/** What `state/reporting` asks for, which the members' page asks in its own way. */
export async function ask(method: string, path: string, auth: string, json?: unknown): Promise<unknown> {
  const patience = BODY_PATIENCE_MS;
  const response = await request(path, json === undefined ? { method, auth } : { method, auth, json, patience });
  return response.status === 204 ? null : ((await response.json()) as unknown);
}

export async function sealedBody(auth: string, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(`${messagePath(id)}/body`, { auth, patience: BODY_PATIENCE_MS });
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new Problem(UNREACHABLE, 0);
  }
}
