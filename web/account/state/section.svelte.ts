/** Which part of the account lies open: kept in the address after `#`, so that going back goes back. */
export const SECTIONS = ["mail", "security", "programs", "sessions", "keeping", "accesses", "you"] as const;
export type Section = (typeof SECTIONS)[number];

export function sectionIn(hash: string): Section {
  const name = hash.slice(1);
  return SECTIONS.find((section) => section === name) ?? "mail";
}

class Where {
  section = $state<Section>(sectionIn(window.location.hash));

  constructor() {
    window.addEventListener("hashchange", () => (this.section = sectionIn(window.location.hash)));
  }

  go(section: Section): void {
    window.location.hash = section;
  }
}

export const where = new Where();
