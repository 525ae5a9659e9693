// Whether a server that refuses says when to come back: oha shows statuses, but no headers.

export interface Refusals {
  /** Refusals (429, 503) that were seen. */
  readonly seen: number;
  /** Those of them with a `retry-after`. */
  readonly withRetryAfter: number;
}

const PAUSE_MS = 250;
const TIMEOUT_MS = 2_000;

/** Asks `url` four times a second until the signal is aborted, beside the load; what gets no answer is passed over. */
export async function watchRefusals(
  url: string,
  { apiKey, signal }: { readonly apiKey: string | undefined; readonly signal: AbortSignal },
): Promise<Refusals> {
  let seen = 0;
  let withRetryAfter = 0;
  while (!signal.aborted) {
    const response = await fetch(url, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch(() => undefined);
    if (response?.status === 429 || response?.status === 503) {
      seen += 1;
      if (response.headers.has("retry-after")) withRetryAfter += 1;
    }
    await response?.body?.cancel().catch(() => undefined);
    await Bun.sleep(PAUSE_MS);
  }
  return { seen, withRetryAfter };
}
