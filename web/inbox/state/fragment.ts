/**
 * Takes the secret out of the link `/#tpy_…` before anything else runs, so that it stays neither in the address bar
 * nor in the history. Imported first of all by main.ts; a link followed while the page is open is handled alike.
 */
const TOKEN = /tpy_[A-Za-z0-9_-]{43}/g;

function take(): string[] {
  const { hash, pathname, search } = window.location;
  if (hash.length < 2) return [];
  window.history.replaceState(null, "", pathname + search);
  return hash.match(TOKEN) ?? [];
}

export const tokensFromLink: readonly string[] = take();

export function onLink(listen: (tokens: readonly string[]) => void): void {
  window.addEventListener("hashchange", () => {
    const tokens = take();
    if (tokens.length > 0) listen(tokens);
  });
}
