// Ends processes for good: asks with TERM, insists with KILL, and looks again until none is left.
import { isAlive, type ProcessRef } from "./proc.ts";

export interface SweepTimes {
  /** How long TERM is given, milliseconds. */
  readonly grace: number;
  /** How long is spent on KILL, milliseconds. */
  readonly insist: number;
}

/** Leaves a second of the five that a stop may take. */
const defaultTimes: SweepTimes = { grace: 2500, insist: 1500 };

function signal(refs: Iterable<ProcessRef>, name: NodeJS.Signals): void {
  for (const ref of refs) {
    if (!isAlive(ref)) continue;
    try {
      process.kill(ref.pid, name);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

/**
 * Ends every process that `find` reports, newcomers during the sweep included.
 * Returns what is still alive when the time is over: normally nothing.
 */
export async function sweep(
  find: () => readonly ProcessRef[],
  times: SweepTimes = defaultTimes,
): Promise<readonly ProcessRef[]> {
  const known = new Map<number, ProcessRef>();
  const living = () => {
    for (const ref of find()) known.set(ref.pid, ref);
    return [...known.values()].filter(isAlive);
  };
  const until = async (deadline: number, whileAlive: (refs: readonly ProcessRef[]) => void) => {
    for (;;) {
      const alive = living();
      if (alive.length === 0 || performance.now() >= deadline) return alive;
      whileAlive(alive);
      await Bun.sleep(50);
    }
  };
  const asked = new Set<number>();
  const began = performance.now();
  const stubborn = await until(began + times.grace, (refs) => {
    signal(
      refs.filter((ref) => !asked.has(ref.pid)),
      "SIGTERM",
    );
    for (const ref of refs) asked.add(ref.pid);
  });
  if (stubborn.length === 0) return [];
  return until(performance.now() + times.insist, (refs) => signal(refs, "SIGKILL"));
}
