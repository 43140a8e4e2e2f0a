/** Pictures from elsewhere, asked of the server one by one: what can be asked for, and how it went. */
import { Problem } from "../api/problems";

/** Of one message: more stay blocked. */
export const MOST_PICTURES = 80;
/** Fewer than the server lets one mailbox have at once. */
const AT_ONCE = 3;
/** As long as the server's own, which it says in the problem's detail, and a little more. */
const LONGEST_URL = 4_096;

/** A URL as a message writes it, made whole; null for what cannot be asked for. A message has no address, so `//` is https. */
export function remotePicture(written: string): string | null {
  let url: URL;
  try {
    url = new URL(written.startsWith("//") ? `https:${written}` : written);
  } catch {
    return null;
  }
  url.hash = "";
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.href.length > LONGEST_URL) return null;
  return url.href;
}

export interface Loading {
  /** Pictures by their URL. */
  loaded: Map<string, Blob>;
  /** Those that could not be had, for a reason of their own. */
  failed: number;
  /** What stopped it all: the rest was not asked for. */
  stopped: unknown;
}

/** What concerns one picture and not those after it. */
const OF_ONE = new Set(["remote-unavailable", "remote-unsuitable", "remote-address-refused", "invalid-request"]);

/** Ask for each, a few at a time. `onDone` is called after each that came or failed. */
export async function loadPictures(
  urls: readonly string[],
  ask: (url: string) => Promise<Blob>,
  onDone: () => void,
  signal: AbortSignal,
): Promise<Loading> {
  const loading: Loading = { loaded: new Map(), failed: 0, stopped: null };
  const left = [...urls];
  const work = async (): Promise<void> => {
    for (let url = left.shift(); url !== undefined && !signal.aborted; url = left.shift()) {
      try {
        loading.loaded.set(url, await ask(url));
      } catch (error) {
        if (!(error instanceof Problem && OF_ONE.has(error.slug))) {
          loading.stopped = error;
          left.length = 0;
          return;
        }
        loading.failed += 1;
      }
      onDone();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return loading;
}

const MADE = /^image\/(?:png|jpeg|webp)$/;

/** What the server gave, as a picture: its type is one that it makes, or none. */
export async function pictureOf(response: Response): Promise<Blob> {
  const type = response.headers.get("content-type") ?? "";
  return new Blob([await response.arrayBuffer()], { type: MADE.test(type) ? type : "application/octet-stream" });
}
