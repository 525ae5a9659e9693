// Runs tasks side by side, a few at a time.

/** Awaits `run` on every entry, at most `width` at once; after the first failure no more are begun and it rejects. */
export async function inParallel<T>(
  entries: readonly T[],
  width: number,
  run: (entry: T) => Promise<void>,
): Promise<void> {
  const left = entries.values();
  let failed = false;
  const worker = async () => {
    for (const entry of left) {
      if (failed) return;
      try {
        await run(entry);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
