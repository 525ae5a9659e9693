// When a failed attempt is worth another, and how long to wait before it.

const RETRIED_STATUSES = new Set([429, 502, 503, 504]);
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const LONGEST_RETRY_AFTER_MS = 5_000;

export function isRetriedStatus(status: number): boolean {
  return RETRIED_STATUSES.has(status);
}

/**
 * Milliseconds before attempt `attempt + 1` (attempts count from 0): exponential, spread over the upper half of its
 * range so that many clients do not come back at once. A server's `Retry-After` is a lower bound; `undefined` when
 * it asks for more than a caller should hang.
 */
export function retryWait(
  attempt: number,
  retryAfter: string | null,
  random: () => number,
  now: () => number,
): number | undefined {
  const range = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
  const own = range * (0.5 + random() / 2);
  const asked = retryAfterMs(retryAfter, now);
  if (asked > LONGEST_RETRY_AFTER_MS) return undefined;
  return Math.max(own, asked);
}

/** `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3); anything else counts as absent. */
function retryAfterMs(header: string | null, now: () => number): number {
  if (header === null) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now());
}
