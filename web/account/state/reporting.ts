/** Reports of a signed-in member's mailbox. Without the key everything works but the team's answer, which is sealed. */
import { Reporting } from "$inbox/state/reporting.svelte";
import { openAnswer } from "$src/sealing/reports";
import { request } from "../api/client";
import type { MemberKeys } from "../crypto/member";

const PATIENCE_MS = 180_000;

export const reportingOf = (keys: MemberKeys | null): Reporting =>
  new Reporting({
    ask: async (method, path, json) => {
      const response = await request(path, json === undefined ? { method } : { method, json, patience: PATIENCE_MS });
      return response.status === 204 ? null : ((await response.json()) as unknown);
    },
    answer: async (sealed, report) => {
      if (keys === null) return null;
      return openAnswer(keys.pair, sealed, { mailbox: keys.mailbox, report }).catch(() => null);
    },
  });
