// Waits for something to become true.

const PAUSE_MS = 250;

/** Asks again and again until `isSo` says yes. Throws what it throws, and when it takes longer than `withinMs`. */
export async function until(what: string, withinMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs / 1000} s: ${what}.`);
    await Bun.sleep(PAUSE_MS);
  }
}
