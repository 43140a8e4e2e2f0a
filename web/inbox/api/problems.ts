/** What went wrong, as something the page can put in a sentence. Slugs are the last part of the problem's `type`. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly slug: string,
    readonly status: number,
    /** Seconds until it is worth trying again, if the server said. */
    readonly retryAfter: number | null = null,
  ) {
    super(slug);
  }
}

/** The server could not be reached at all. */
export const UNREACHABLE = "unreachable";

export async function problemFrom(response: Response): Promise<Problem> {
  const after = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(after) && after > 0 ? after : null;
  return new Problem(slugOf(await typeOf(response), response.status), response.status, retryAfter);
}

async function typeOf(response: Response): Promise<unknown> {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return null;
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "type" in body ? body.type : null;
  } catch {
    return null;
  }
}

function slugOf(type: unknown, status: number): string {
  const slug = typeof type === "string" ? type.split("/").pop() : undefined;
  if (slug) return slug;
  return status === 429 ? "rate-limited" : status >= 500 ? "unavailable" : "unexpected";
}

export const isGone = (error: unknown): boolean => error instanceof Problem && error.slug === "mailbox-gone";

export const isUnreachable = (error: unknown): boolean =>
  error instanceof Problem && (error.slug === UNREACHABLE || error.status >= 500);
