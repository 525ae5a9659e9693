// Lets things begin one after the other, so many a second.

/** What resolves when the next may begin; at once when there is no rate. */
export function paced(
  perSecond: number | undefined,
  clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> } = performanceClock,
): () => Promise<void> {
  if (perSecond === undefined) return () => Promise.resolve();
  let next = clock.now();
  return async () => {
    const wait = next - clock.now();
    // What was late is not made up for: the API would meet a burst.
    next = Math.max(next, clock.now()) + 1_000 / perSecond;
    if (wait > 0) await clock.sleep(wait);
  };
}

const performanceClock = { now: () => performance.now(), sleep: (ms: number) => Bun.sleep(ms) };
