/** A password's two halves, derived in a worker. docs/sealing.md, "Members". */
import { InvalidValueError, parseBase64, Secret, type TokenHalves } from "$src/sealing";
import type { Salted } from "../api/types";
import { checkParameters } from "$src/sealing/members";
import workerUrl from "./argon.worker?worker&url";

export interface Asked extends Salted {
  readonly password: string;
}

export type Answered =
  { readonly share: number } | { readonly auth: string; readonly key: string } | { readonly failure: string };

type Progress = (share: number) => void;
type Derive = (password: string, salted: Salted, onProgress?: Progress) => Promise<TokenHalves>;

/** Return both halves; the password and the key half stay in this browser. A server's weak parameters are refused. */
export const derive: Derive = (password, { salt, passes, lanes, memory_kibibytes }, onProgress = () => undefined) => {
  checkParameters({ passes, lanes, memory_kibibytes });
  const worker = new Worker(trusted(workerUrl), { type: "module" });
  return new Promise<TokenHalves>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      if ("share" in data) onProgress(data.share);
      else if ("auth" in data) {
        resolve({ auth: new Secret(parseBase64(data.auth)), key: new Secret(parseBase64(data.key)) });
      } else reject(new InvalidValueError(data.failure));
    };
    worker.onerror = () => reject(new Error("unexpected"));
    worker.postMessage({ password, salt, passes, lanes, memory_kibibytes } satisfies Asked);
  }).finally(() => worker.terminate());
};

/** Trusted Types: the one address that a worker may be made from. */
function trusted(address: string): string {
  const factory = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return address;
  policy ??= factory.createPolicy("tempory-worker", {
    createScriptURL: (url) => {
      if (url === workerUrl) return url;
      throw new TypeError("no other worker");
    },
  });
  return policy.createScriptURL(address) as string;
}

interface Policy {
  createScriptURL(url: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

let policy: Policy | undefined;
