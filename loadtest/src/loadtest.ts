// The load test from its arguments to its report.
import { ApiError, type Client, ConnectionError, createClient } from "@aisle/client";
import { drive } from "./measure/drive.ts";
import { summarise } from "./measure/summary.ts";
import { OhaOutputError } from "./oha/result.ts";
import { findOha, OhaError, type Questions } from "./oha/run.ts";
import { HELP } from "./options/help.ts";
import { UsageError } from "./options/names.ts";
import { type Options, parseOptions } from "./options/options.ts";
import { eraseOwnEvents } from "./questions/events.ts";
import { questionsOf } from "./questions/questions.ts";
import { EmptyShopError, readShop } from "./questions/shop.ts";
import { compare } from "./report/compare.ts";
import { pageReport } from "./report/page.tsx";
import { terminalReport } from "./report/terminal.ts";
import { duration, perSecond } from "./report/words.ts";
import { keepRun, lastRun } from "./runs/keep.ts";
import { allHeld, type Run } from "./runs/run.ts";
import { type Kind, KINDS, maxP99Of, secondsOf } from "./scenario/scenario.ts";
import { growthOf, MetricsError, readMetrics, sampleMetrics } from "./server/metrics.ts";
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
  const { scenario, settings, target, apiKey } = options;
  const oha = findOha(env["PATH"] ?? "", tools);
  const client = createClient({ baseUrl: target, apiKey });
  const before = await modelName(client, signal);
  if (options.metrics !== undefined) await readMetrics(options.metrics, signal);
  const shop = await readShop(client, signal);
  const questions = new Map(KINDS.map((kind): [Kind, Questions] => [kind, questionsOf(kind, shop)]));
  const sendsEvents = (scenario.shares.events ?? 0) > 0;
  const previous = await lastRun(runs, { scenario: scenario.name, target });

  const seconds = secondsOf(scenario);
  const startedAt = now().toISOString();
  write(`${scenario.name}: load on ${target} for ${duration(seconds)}`);
  if (sendsEvents) write("It sends events of customers loadtest-… into the target’s store.");
  const ended = new AbortController();
  const watching =
    options.metrics === undefined
      ? undefined
      : sampleMetrics(options.metrics, seconds, AbortSignal.any([ended.signal, signal]));
  let measurement;
  try {
    measurement = await drive(scenario, {
      oha: [oha],
      target,
      apiKey,
      questions: (kind) => questions.get(kind)!,
      signal,
      onStage: ({ name, seconds, connections, rate }) =>
        write(
          `  ${name}: ${duration(seconds)}, ${connections} connections, ${rate === undefined ? "as fast as they are answered" : perSecond(rate)}`,
        ),
    });
  } finally {
    ended.abort();
    if (sendsEvents && !options.keepEvents) write(await eraseOwnEvents(client));
  }
  const samples = await watching;
  const growth = samples && growthOf(samples, seconds);
  const summary = summarise(measurement);
  const server = samples && { samples, ...(growth !== undefined && { growth }) };
  const maxP99 = maxP99Of(scenario);
  const run: Run = {
    format: 1,
    scenario: scenario.name,
    target,
    startedAt,
    models: [before, await modelName(client, signal)],
    settings,
    ...(maxP99 !== undefined && { maxP99 }),
    ...summary,
    ...(server && { server }),
    checks: judge({ ...summary, ...(server && { server }) }, scenario),
  };
  const comparison = previous && compare(run, previous);
  for (const line of terminalReport(run, comparison)) write(line);
  const report = await keepRun(runs, run, await pageReport(run, comparison));
  write(`\nReport: ${report}`);
  return allHeld(run) ? EXIT.held : EXIT.missed;
}

async function modelName(client: Client, signal: AbortSignal): Promise<string> {
  const { version, track } = await client.model({ signal });
  return `${version} (${track})`;
}

/** An error's message, with what to do about a key where that is what is missing. */
function sentence(error: Error): string {
  if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) return error.message;
  return `${error.message}. Set API_KEY to a key with the scopes recommend, catalogue, admin and events: make key ARGS="create --name loadtest --scopes recommend,catalogue,admin,events" makes one.`;
}
