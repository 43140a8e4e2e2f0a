/** A recovery phrase as eight groups, and whether one of them was typed. docs/sealing.md, "Members". */
export const groupsOf = (phrase: string): string[] => phrase.split("-");

/** Any case; I and L for 1, O for 0: what looks alike on paper is alike. */
export function isGroup(typed: string, group: string): boolean {
  const read = typed.trim().toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
  return group !== "" && read === group;
}
