// Waits until a service answers.
import { DemoError, exitCodes } from "./errors.ts";
import type { Service } from "./services.ts";

/** A service that has refused for this many milliseconds is worth a line, long before the patience is over. */
const TELL_AFTER = 5000;

/**
 * Resolves when a GET of the service's `readyUrl` answers 2xx. Throws a DemoError, with what was seen last, when
 * its patience is over; rejects when `signal` is aborted. `tell` hears once, after `tellAfter` milliseconds, why a
 * service that answers is not ready.
 */
export async function untilReady(
  service: Service,
  signal: AbortSignal,
  tell: (seen: string) => void,
  tellAfter = TELL_AFTER,
): Promise<void> {
  const { name, readyUrl, patience, logFile, advice = "" } = service;
  const began = performance.now();
  const deadline = began + patience;
  let told = false;
  let seen = "no answer";
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(readyUrl, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) });
      if (answer.ok) return;
      seen = `HTTP ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
      if (!told && performance.now() - began >= tellAfter) {
        tell(seen);
        told = true;
      }
    } catch {
      seen = "no answer";
    }
    await Bun.sleep(100);
  }
  throw new DemoError(
    `${name} is not ready after ${Math.round(patience / 1000)} s (${readyUrl}: ${seen}); its log is ${logFile}. ${advice}`.trimEnd(),
    exitCodes.failed,
  );
}
