import { t } from "../i18n/index.svelte";
import { toasts } from "./toast.svelte";

/** Copies and says so; true if it worked. */
export async function copyText(text: string, done: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toasts.say(t().clipboardFailed, true);
    return false;
  }
  toasts.say(done);
  return true;
}
