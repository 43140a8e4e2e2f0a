/** Asks for proof before a dangerous act, and for the key where one is needed; then the act is done. */
import { Problem } from "$inbox/api/problems";
import { person } from "./person.svelte";

/** The person closed the question: nothing happens, and nothing is wrong. */
export class Declined extends Error {
  override readonly name = "Declined";
}

export interface Question {
  /** The mailbox's key is needed, not only that it is them. */
  readonly key: boolean;
  readonly confirm: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Declined) => void;
}

class Proving {
  question = $state.raw<Question | null>(null);

  /** Do `act` once it was shown that it is the member, and with the key opened if it needs it. */
  async then<T>(act: () => Promise<T>, { key = false, confirm = true } = {}): Promise<T> {
    if ((key && person.keys === null) || (confirm && !person.isConfirmed))
      await this.#ask(key, confirm && !person.isConfirmed);
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Problem && error.slug === "step-up-needed")) throw error;
      await this.#ask(key, true);
      return act();
    }
  }

  answered(): void {
    this.question?.resolve();
    this.question = null;
  }

  decline(): void {
    this.question?.reject(new Declined());
    this.question = null;
  }

  #ask(key: boolean, confirm: boolean): Promise<void> {
    this.decline();
    return new Promise((resolve, reject) => (this.question = { key, confirm, resolve, reject }));
  }
}

export const proving = new Proving();
