/**
 * Takes the one-time link's secret out of `/account#tpe_…` before anything else runs, so that it stays neither in the
 * address bar nor in the history. Imported first of all by main.ts.
 */
const LINK = /^#(tpe_[A-Za-z0-9_-]{43})$/;

export function linkIn(hash: string): string | null {
  return LINK.exec(hash)?.[1] ?? null;
}

function take(): string | null {
  const { hash, pathname, search } = window.location;
  const link = linkIn(hash);
  // Cut off or mistyped, it is still nobody else's business.
  if (hash.includes("tpe_")) window.history.replaceState(null, "", pathname + search);
  return link;
}

export const linkFromAddress: string | null = take();

/** A link followed while the page is open. */
export function onLink(listen: (link: string) => void): void {
  window.addEventListener("hashchange", () => {
    const link = take();
    if (link !== null) listen(link);
  });
}
