/** Calls to `/api/v1` with the session's cookie; what changes anything carries the page's token beside it (CSRF). */
import { Problem, problemFrom, UNREACHABLE } from "$inbox/api/problems";
import { clock } from "$inbox/state/clock.svelte";

const BASE = "/api/v1";
const PATIENCE_MS = 20_000;

export interface Ask {
  readonly method?: string;
  readonly json?: unknown;
  readonly patience?: number;
}

/** Set when a session is known, emptied when it is over. */
let token = "";
let onSignedOut: () => void = () => undefined;

export const useToken = (csrf: string): void => void (token = csrf);
export const whenSignedOut = (listen: () => void): void => void (onSignedOut = listen);

export async function request(
  path: string,
  { method = "GET", json, patience = PATIENCE_MS }: Ask = {},
): Promise<Response> {
  const headers = new Headers();
  if (method !== "GET" && token) headers.set("x-csrf-token", token);
  if (json !== undefined) headers.set("content-type", "application/json");
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", redirect: "error" };
  if (json !== undefined) init.body = JSON.stringify(json);
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem(UNREACHABLE, 0);
  }
  clock.heed(response.headers.get("date"));
  if (response.ok) return response;
  const problem = await problemFrom(response);
  if (problem.slug === "not-signed-in" && token) onSignedOut();
  throw problem;
}

export async function jsonOf<T>(path: string, ask?: Ask): Promise<T> {
  return (await (await request(path, ask)).json()) as T;
}

export const post = <T>(path: string, json?: unknown): Promise<T> =>
  jsonOf<T>(path, json === undefined ? { method: "POST" } : { method: "POST", json });

/** For what answers with nothing. */
export async function act(method: string, path: string, json?: unknown): Promise<void> {
  await request(path, json === undefined ? { method } : { method, json });
}
