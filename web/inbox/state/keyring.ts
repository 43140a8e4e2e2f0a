/**
 * The tokens this browser holds, kept in localStorage so that a reload does not lose them. Whoever can use this browser
 * profile can read these mailboxes; the page says so (dialog "move"). Entries of dead mailboxes are dropped at once.
 */
export interface Entry {
  token: string;
  /** Known after the profile was opened once; kept to say which address is gone. */
  address: string;
  /** Milliseconds since the epoch: when the present lifetime began and when it ends. The ring is drawn from them. */
  since: number;
  expires: number;
}

const KEY = "tempory.mailboxes";
export const MOST_MAILBOXES = 20;

export function readKeyring(): Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, MOST_MAILBOXES) : [];
  } catch {
    return [];
  }
}

export function writeKeyring(entries: readonly Entry[]): void {
  try {
    if (entries.length > 0) localStorage.setItem(KEY, JSON.stringify(entries));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden or full: the mailboxes live until this page is closed.
  }
}

/** Another window of this browser made or forgot a mailbox. */
export function onKeyringChange(listen: () => void): void {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) listen();
  });
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { token, address, since, expires } = value as Partial<Entry>;
  return (
    /^tpy_[A-Za-z0-9_-]{43}$/.test(token ?? "") &&
    typeof address === "string" &&
    Number.isFinite(since) &&
    Number.isFinite(expires)
  );
}
