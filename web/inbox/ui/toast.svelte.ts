/** Short words at the foot of the page; screen readers hear them too. */
const SHOWN_MS = 4_500;

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

class Toasts {
  shown = $state<Toast[]>([]);
  /** For what is seen anyway and only needs saying aloud, such as new mail in the list. */
  aloud = $state("");
  #last = 0;

  say(text: string, bad = false): void {
    const toast = { id: ++this.#last, text, bad };
    this.shown = [...this.shown.filter((other) => other.text !== text), toast].slice(-3);
    window.setTimeout(() => this.drop(toast.id), bad ? 2 * SHOWN_MS : SHOWN_MS);
  }

  drop(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  whisper(text: string): void {
    this.aloud = "";
    window.setTimeout(() => (this.aloud = text), 50);
  }
}

export const toasts = new Toasts();
