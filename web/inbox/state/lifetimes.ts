import type { Service } from "../api/types";

const OFFERED = [600, 3_600, 21_600, 86_400, 604_800, 2_592_000];

/** The lifetimes the page offers, within what the service allows, in seconds. */
export function lifetimesOf(service: Service | null): number[] {
  if (!service) return OFFERED;
  const { min, max } = service.lifetime;
  const all = [...OFFERED.filter((seconds) => seconds >= min && seconds <= max), service.lifetime.default];
  return [...new Set(all)].toSorted((a, b) => a - b);
}
