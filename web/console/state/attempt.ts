/** Does something that may be refused, and says so; who closes the question of proof wanted nothing to happen. */
import { Declined, proving } from "$account/state/proof.svelte";
import { toasts } from "$inbox/ui/toast.svelte";
import { sentence } from "../i18n/index.svelte";

export async function attempt(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof Declined)) toasts.say(sentence(error), true);
    return false;
  }
}

/** The same for what asks for a fresh proof first. */
export const dare = (act: () => Promise<void>): Promise<boolean> => attempt(() => proving.then(act));
