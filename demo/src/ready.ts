// Waits until a service answers.

/**
 * Resolves when a GET of `url` answers 2xx. Rejects after `patience` milliseconds, with what was seen last,
 * or when `signal` is aborted.
 */
export async function untilReady(url: string, patience: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + patience;
  let seen = "no answer";
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) });
      await answer.body?.cancel();
      if (answer.ok) return;
      seen = `HTTP ${answer.status}`;
    } catch {
      seen = "no answer";
    }
    await Bun.sleep(100);
  }
  throw new Error(`${url} is not ready after ${Math.round(patience / 1000)} s (${seen})`);
}
