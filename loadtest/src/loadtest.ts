// The load test from its arguments to its report.
import { ApiError, ConnectionError } from "@aisle/client";
import { load } from "./measure/load.ts";
import { OhaOutputError } from "./oha/result.ts";
import { findOha, OhaError } from "./oha/run.ts";
import { HELP } from "./options/help.ts";
import { UsageError } from "./options/names.ts";
import { type Options, parseOptions } from "./options/options.ts";
import { EmptyShopError } from "./questions/shop.ts";
import { compare } from "./report/compare.ts";
import { pageReport } from "./report/page.tsx";
import { terminalReport } from "./report/terminal.ts";
import { keepRun, lastRun } from "./runs/keep.ts";
import { allHeld, type Run } from "./runs/run.ts";
import { maxP99Of } from "./scenario/scenario.ts";
import { MetricsError } from "./server/metrics.ts";
import { judge } from "./verdict.ts";

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of tools in the checkout, beside those on PATH. */
  readonly tools: string;
  /** Folder that gets a folder for each run. */
  readonly runs: string;
  readonly now: () => Date;
  readonly write: (line: string) => void;
  /** Ends the load test when it is aborted. */
  readonly signal: AbortSignal;
}

/** Exit codes: all thresholds hold; one does not; nothing was measured; somebody ended it. */
export const EXIT = { held: 0, missed: 1, unmeasured: 2, interrupted: 130 } as const;

const EXPECTED = [
  UsageError,
  OhaError,
  OhaOutputError,
  EmptyShopError,
  MetricsError,
  ApiError,
  ConnectionError,
];

/** Runs the load test and returns its exit code. Rejects only with errors that nobody expects. */
export async function loadtest(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, signal, write } = surroundings;
  try {
    const options = parseOptions(argv, env);
    if (options === undefined) {
      write(HELP);
      return EXIT.held;
    }
    return await measure(options, surroundings);
  } catch (error) {
    if (signal.aborted) {
      write("Interrupted: the load has ended, and nothing of this run was kept.");
      return EXIT.interrupted;
    }
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
    write(sentence(error as Error));
    return EXIT.unmeasured;
  }
}

async function measure(options: Options, { env, tools, runs, now, write, signal }: Surroundings) {
  const { scenario, settings, target } = options;
  const oha = [findOha(env["PATH"] ?? "", tools)];
  const previous = await lastRun(runs, { scenario: scenario.name, target });
  const startedAt = now().toISOString();
  const loaded = await load(scenario, { ...options, oha, write, signal });
  const maxP99 = maxP99Of(scenario);
  const run: Run = {
    format: 1,
    scenario: scenario.name,
    target,
    startedAt,
    settings,
    ...(maxP99 !== undefined && { maxP99 }),
    ...loaded,
    checks: judge(loaded, scenario),
  };
  const comparison = previous && compare(run, previous);
  for (const line of terminalReport(run, comparison)) write(line);
  const report = await keepRun(runs, run, await pageReport(run, comparison));
  write(`\nReport: ${report}`);
  return allHeld(run) ? EXIT.held : EXIT.missed;
}

/** An error's message, with what to do about a key where that is what is missing. */
function sentence(error: Error): string {
  if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) return error.message;
  return `${error.message.replace(/\.$/, "")}. Set API_KEY to a key with the scopes recommend, catalogue, admin and events: make key ARGS="create --name loadtest --scopes recommend,catalogue,admin,events" makes one.`;
}
