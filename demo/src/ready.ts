// Waits until a service answers.
import { DemoError, exitCodes } from "./errors.ts";
import type { Service } from "./services.ts";

/**
 * Resolves when a GET of the service's `readyUrl` answers 2xx. Throws a DemoError, with what was seen last, when
 * its patience is over; rejects when `signal` is aborted.
 */
export async function untilReady(service: Service, signal: AbortSignal): Promise<void> {
  const { name, readyUrl, patience, logFile } = service;
  const deadline = performance.now() + patience;
  let seen = "no answer";
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(readyUrl, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) });
      if (answer.ok) return;
      seen = `HTTP ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
    } catch {
      seen = "no answer";
    }
    await Bun.sleep(100);
  }
  throw new DemoError(
    `${name} is not ready after ${Math.round(patience / 1000)} s (${readyUrl}: ${seen}); its log is ${logFile}`,
    exitCodes.failed,
  );
}
