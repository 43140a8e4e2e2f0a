/** Which part of the console lies open: kept in the address after `#`, so that going back goes back. */
import { SECTIONS, type Section } from "./staff";

export function sectionIn(hash: string): Section | null {
  const name = hash.slice(1);
  return SECTIONS.find((section) => section === name) ?? null;
}

class Where {
  section = $state<Section | null>(sectionIn(window.location.hash));

  constructor() {
    window.addEventListener("hashchange", () => (this.section = sectionIn(window.location.hash)));
  }
}

export const where = new Where();
