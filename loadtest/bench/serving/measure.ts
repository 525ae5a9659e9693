// One measurement with oha: how much a server answers, and what each answer costs it.
import { latencyAt, parseResult } from "../../src/oha/result.ts";
import { type Addresses, type Load, type Posts, runOha } from "../../src/oha/run.ts";
import type { Server } from "./server.ts";

export type Questions = Posts | Addresses;

export interface Measured {
  /** Answers with a 2xx status in a second. */
  readonly perSecond: number;
  /** Processor time of the server per answer, in microseconds. */
  readonly cpuMicroseconds: number;
  readonly p99Milliseconds: number;
}

/** Throws when an answer was missing or no success: what is fast because it fails is not measured. */
export async function measure(
  oha: readonly string[],
  server: Server,
  questions: Questions,
  load: Omit<Load, "target">,
): Promise<Measured> {
  const before = await server.cpuSeconds();
  const result = parseResult(await runOha(oha, questions, { target: server.url, ...load }));
  const cpu = (await server.cpuSeconds()) - before;
  if (result.failures > 0) {
    const what = result.outcomes.map(({ what, count }) => `${count} × ${what}`).join(", ");
    throw new Error(`${result.failures} of ${result.requests} requests failed: ${what}`);
  }
  return {
    perSecond: result.goodPerSecond,
    cpuMicroseconds: (1e6 * cpu) / result.requests,
    p99Milliseconds: latencyAt(result, 0.99) ?? Number.NaN,
  };
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** The one whose throughput is the middle one. */
export function middle(measurements: readonly Measured[]): Measured {
  return measurements.toSorted((a, b) => a.perSecond - b.perSecond)[measurements.length >> 1]!;
}
