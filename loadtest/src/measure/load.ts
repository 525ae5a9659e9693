// One scenario against one target: who is asked about, the load, and what is watched beside it.
import { type Client, createClient } from "@aisle/client";
import type { Questions } from "../oha/run.ts";
import { eraseOwnEvents, tryEvent } from "../questions/events.ts";
import { questionsOf } from "../questions/questions.ts";
import { readShop } from "../questions/shop.ts";
import { duration, perSecond } from "../report/words.ts";
import type { Run } from "../runs/run.ts";
import { type Kind, KINDS, type Scenario, secondsOf, type Stage } from "../scenario/scenario.ts";
import { growthOf, readMetrics, sampleMetrics } from "../server/metrics.ts";
import { watchRefusals } from "../server/refusals.ts";
import { drive, type Measurement } from "./drive.ts";
import { summarise, type Summary } from "./summary.ts";

export interface LoadOptions {
  /** The API's base URL. */
  readonly target: string;
  readonly apiKey: string | undefined;
  /** The command that runs oha. */
  readonly oha: readonly string[];
  /** Address of the server's Prometheus metrics; absent: they are not looked at. */
  readonly metrics?: string;
  /** Leaves the events of the load test in the target. */
  readonly keepEvents: boolean;
  /** Takes progress, line by line. */
  readonly write: (line: string) => void;
  /** Ends the load; `load` then rejects. */
  readonly signal: AbortSignal;
}

/** What `judge` and the reports need of a run that was just measured. */
export type Loaded = Summary & Pick<Run, "models" | "server" | "refusals">;

/**
 * Puts the scenario's load on the target and says what came of it. Rejects before any load with `ApiError`, `ConnectionError`,
 * `EmptyShopError` or `MetricsError`, and later with `OhaError` or `OhaOutputError`; a target that stops answering under
 * load is a result, not an error.
 */
export async function load(scenario: Scenario, options: LoadOptions): Promise<Loaded> {
  const { target, apiKey, metrics, signal, write } = options;
  const client = createClient({ baseUrl: target, apiKey });
  const before = await modelName(client, signal);
  if (metrics !== undefined) await readMetrics(metrics, signal);
  const shop = await readShop(client, signal);
  const questions = new Map(KINDS.map((kind): [Kind, Questions] => [kind, questionsOf(kind, shop)]));
  const sendsEvents = (scenario.shares.events ?? 0) > 0;
  if (sendsEvents) await tryEvent(client, shop.itemIds[0]!, signal);

  write(`${scenario.name}: load on ${target} for ${duration(secondsOf(scenario))}`);
  if (sendsEvents) write("It sends events of customers loadtest-… into the target’s store.");
  const ended = new AbortController();
  const watched = watch(scenario, options, AbortSignal.any([ended.signal, signal]));
  let measurement: Measurement;
  try {
    measurement = await drive(scenario, {
      ...options,
      questions: (kind) => questions.get(kind)!,
      onStage: (stage) => write(`  ${stageText(stage)}`),
    });
  } finally {
    ended.abort();
    if (sendsEvents && !options.keepEvents) write(await eraseOwnEvents(client));
  }
  const after = await modelName(client, signal).catch(() => {
    signal.throwIfAborted();
    return "none: the API did not answer any more";
  });
  return { ...summarise(measurement), ...(await watched), models: [before, after] };
}

/** Until the signal is aborted: what of the server can only be seen from beside the load. */
async function watch(
  scenario: Scenario,
  { target, apiKey, metrics }: LoadOptions,
  signal: AbortSignal,
): Promise<Pick<Run, "server" | "refusals">> {
  const seconds = secondsOf(scenario);
  const [samples, refusals] = await Promise.all([
    metrics === undefined ? undefined : sampleMetrics(metrics, seconds, signal),
    asksForRetryAfter(scenario) ? watchRefusals(`${target}${PROBE}`, { apiKey, signal }) : undefined,
  ]);
  const growth = samples && growthOf(samples, seconds);
  return {
    ...(samples && { server: { samples, ...(growth !== undefined && { growth }) } }),
    ...(refusals && { refusals }),
  };
}

/** What is asked beside the load to see how a refusal looks. */
const PROBE = "/v1/trending?limit=1&placement=loadtest";

const asksForRetryAfter = ({ limits }: Scenario) => limits.some(({ of }) => of === "retry-after");

async function modelName(client: Client, signal: AbortSignal): Promise<string> {
  const { version, track } = await client.model({ signal });
  return `${version} (${track})`;
}

function stageText({ name, seconds, connections, rate }: Stage): string {
  const speed = rate === undefined ? "as fast as they are answered" : perSecond(rate);
  return `${name}: ${duration(seconds)}, ${connections} connections, ${speed}`;
}
