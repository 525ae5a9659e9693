// Runs a scenario's stages by the clock, an oha for each kind of request, and counts what comes back.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecords } from "../oha/records.ts";
import { parseResult } from "../oha/result.ts";
import { type Questions, runOha } from "../oha/run.ts";
import { type Kind, type Part, partsOf, type Scenario, secondsOf, type Stage } from "../scenario/scenario.ts";
import { Slices } from "./slices.ts";
import { outcomeOf, Tally } from "./tally.ts";

/** Ohas side by side get a thread each: on the server's own machine, more would take its cores from it. */
const THREADS_SIDE_BY_SIDE = 1;

/** An oha keeps each answer in memory until it ends, and cannot say when a request failed: so none runs for longer. */
const MOST_SECONDS = 10;

export interface Driving {
  readonly oha: readonly string[];
  readonly target: string;
  readonly apiKey?: string | undefined;
  readonly questions: (kind: Kind) => Questions;
  /** Ends the load; `drive` then rejects with its reason. */
  readonly signal: AbortSignal;
  readonly onStage?: (stage: Stage) => void;
}

export interface MeasuredStage {
  readonly stage: Stage;
  /** Seconds after the start of the first stage. */
  readonly from: number;
  readonly kinds: ReadonlyMap<Kind, Tally>;
}

export interface Measurement {
  readonly stages: readonly MeasuredStage[];
  readonly slices: Slices;
}

/**
 * Puts the load on. Stages begin when the scenario says so, also while requests of the one before wait for their answers.
 * Rejects with `OhaError` or `OhaOutputError`, and then leaves no oha behind.
 */
export async function drive(scenario: Scenario, driving: Driving): Promise<Measurement> {
  const failed = new AbortController();
  const signal = AbortSignal.any([driving.signal, failed.signal]);
  const folder = await mkdtemp(join(tmpdir(), "aisle-loadtest-"));
  const slices = new Slices(secondsOf(scenario));
  const stages: MeasuredStage[] = [];
  const running: Promise<void>[] = [];
  try {
    const began = performance.now();
    let from = 0;
    for (const stage of scenario.stages) {
      const parts = partsOf(stage, scenario.shares);
      const threads = parts.length > 1 ? THREADS_SIDE_BY_SIDE : undefined;
      const kinds = new Map(parts.map(({ kind }) => [kind, new Tally()]));
      stages.push({ stage, from, kinds });
      for (const window of windowsOf(from, stage.seconds)) {
        await pause(began + window.from * 1_000 - performance.now(), signal);
        if (window.from === from) driving.onStage?.(stage);
        for (const part of parts) {
          const records = join(folder, `${running.length}.sqlite`);
          const tally = kinds.get(part.kind)!;
          const work = measureWindow(part, { window, threads, records, tally, slices, signal });
          // The first that fails ends the others; its reason is the one to tell.
          running.push(work.catch((error: unknown) => failed.abort(error)));
        }
      }
      from += stage.seconds;
    }
    await Promise.all(running);
    signal.throwIfAborted();
    return { stages, slices };
  } finally {
    failed.abort();
    await Promise.all(running);
    await rm(folder, { recursive: true, force: true });
  }

  async function measureWindow(
    { kind, connections, rate }: Part,
    { window, threads, records, tally, slices, signal }: WindowOf,
  ): Promise<void> {
    const output = await runOha(driving.oha, driving.questions(kind), {
      target: driving.target,
      apiKey: driving.apiKey,
      durationSeconds: window.seconds,
      connections,
      ...(rate !== undefined && { rate }),
      ...(threads !== undefined && { threads }),
      records,
      signal,
    });
    const { unanswered } = parseResult(output);
    readRecords(records, ({ due, milliseconds, status }) => {
      tally.answered(status, milliseconds);
      slices.at(window.from + due).answered(status, milliseconds);
      if (outcomeOf(status) === "good") slices.complete(window.from + due + milliseconds / 1_000);
    });
    await rm(records, { force: true });
    for (const [reason, count] of Object.entries(unanswered)) {
      tally.unanswered(reason, count);
      slices.spread(window, count, (slice, part) => slice.unanswered(reason, part));
    }
    if (rate !== undefined) {
      tally.offered(rate * window.seconds);
      slices.spread(window, rate * window.seconds, (slice, part) => slice.offered(part));
    }
  }
}

interface WindowOf {
  readonly window: Window;
  readonly threads: number | undefined;
  readonly records: string;
  readonly tally: Tally;
  readonly slices: Slices;
  readonly signal: AbortSignal;
}

interface Window {
  /** Seconds after the start of the first stage. */
  readonly from: number;
  readonly seconds: number;
}

/** Equal parts of a stage, as few as there may be. */
function windowsOf(from: number, seconds: number): Window[] {
  const count = Math.ceil(seconds / MOST_SECONDS);
  return Array.from({ length: count }, (_, at) => ({
    from: from + (at * seconds) / count,
    seconds: seconds / count,
  }));
}

/** Waits; rejects with the signal's reason when it is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (milliseconds <= 0) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", abort);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
