// Whether a run is good enough: one check for each limit of its scenario.
import type { Check, Figures, Run, Slice, StageFigures } from "./runs/run.ts";
import type { Limit, Scenario } from "./scenario/scenario.ts";
import { milliseconds, percent, perSecond } from "./report/words.ts";

export type Judged = Pick<Run, "stages" | "slices" | "server" | "refusals">;

/** What was measured without requests, or without good answers, holds no limit. */
export function judge(run: Judged, { limits }: Pick<Scenario, "limits">): Check[] {
  return limits.map((limit) => check(run, limit));
}

/** A stage at a rate that was answered: as much as was offered, nearly nothing refused or failed, in time. */
export function keptUp({ total, rate }: Pick<StageFigures, "total" | "rate">, p99: number): boolean {
  if (rate === undefined || total.latency === undefined) return false;
  const enough = total.good >= ENOUGH * (total.offered ?? total.requests);
  return enough && shareOf(total, "failed") <= NEARLY_NOTHING && total.latency.p99 <= p99;
}

/** Highest rate, in requests a second, of the stages that kept up before the first one that did not; 0 for none. */
export function capacityOf(stages: readonly StageFigures[], p99: number): number {
  const end = stages.findIndex((stage) => !keptUp(stage, p99));
  return Math.max(0, ...stages.slice(0, end === -1 ? stages.length : end).map(({ rate }) => rate ?? 0));
}

const ENOUGH = 0.95;
const NEARLY_NOTHING = 0.001;

function check(run: Judged, limit: Limit): Check {
  switch (limit.of) {
    case "errors":
      return share(run, limit, { name: "Failed requests", of: "failed" });
    case "sheds":
      return share(run, limit, { name: "Refused requests (429, 503)", of: "shed" });
    case "p99":
      return slowest(run, limit);
    case "throughput": {
      const stages = stagesOf(run, limit);
      const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
      const rate = sum(stages, "good") / seconds;
      return {
        name: `Good answers${during(limit)}`,
        measured: perSecond(rate),
        allowed: `at least ${perSecond(limit.min)}`,
        verdict: verdict(rate >= limit.min),
      };
    }
    case "capacity": {
      const rate = capacityOf(run.stages, limit.p99);
      return {
        name: "Highest rate answered in time",
        measured: rate === 0 ? "not even the first step" : perSecond(rate),
        allowed: `at least ${perSecond(limit.min)} with a p99 of at most ${milliseconds(limit.p99)}`,
        verdict: verdict(rate >= limit.min),
      };
    }
    case "recovery":
      return recovery(run, limit);
    case "growth":
      return growth(run, limit);
    case "retry-after":
      return retryAfter(run);
  }
}

function share(
  run: Judged,
  limit: Extract<Limit, { of: "errors" | "sheds" }>,
  { name, of }: { readonly name: string; readonly of: "failed" | "shed" },
): Check {
  const stages = stagesOf(run, limit);
  const requests = sum(stages, "requests");
  const measured = requests === 0 ? 1 : sum(stages, of) / requests;
  return {
    name: `${name}${during(limit)}`,
    measured: requests === 0 ? "nothing was sent" : percent(measured),
    allowed: `at most ${percent(limit.max)}`,
    verdict: verdict(measured <= limit.max),
  };
}

function slowest(run: Judged, limit: Extract<Limit, { of: "p99" }>): Check {
  const all = stagesOf(run, limit).flatMap((stage) =>
    Object.entries(stage.kinds).map(([kind, { latency }]) => ({
      what: [kind, ...(run.stages.length > 1 ? [stage.name] : [])].join(", "),
      p99: latency?.p99 ?? Number.POSITIVE_INFINITY,
    })),
  );
  const [worst] = all.toSorted((a, b) => b.p99 - a.p99);
  const measured = worst?.p99 ?? Number.POSITIVE_INFINITY;
  return {
    name: `Slowest p99 of any kind${during(limit)}`,
    measured: Number.isFinite(measured)
      ? `${milliseconds(measured)} (${worst!.what})`
      : `no good answers${worst === undefined ? "" : ` (${worst.what})`}`,
    allowed: `at most ${milliseconds(limit.max)}`,
    verdict: verdict(measured <= limit.max),
  };
}

/** Seconds from the start of the stage on; `undefined` when its last slice is not good. */
function recovery(run: Judged, limit: Extract<Limit, { of: "recovery" }>): Check {
  const stage = run.stages.find(({ name }) => name === limit.stage);
  const slices = run.slices.all.filter(
    ({ from }) =>
      stage !== undefined && from >= stage.from && from + run.slices.seconds <= stage.from + stage.seconds,
  );
  const bad = slices.findLastIndex((slice) => !isGood(slice, limit.p99));
  const good = slices[bad + 1];
  const seconds = good === undefined || stage === undefined ? undefined : good.from - stage.from;
  return {
    name: `Recovery${during({ stages: [limit.stage] })}`,
    measured:
      seconds === undefined ? `not in the ${stage?.seconds ?? 0} s that were watched` : `within ${seconds} s`,
    allowed: `within ${limit.max} s, to a p99 of at most ${milliseconds(limit.p99)}`,
    verdict: verdict(seconds !== undefined && seconds <= limit.max),
  };
}

function isGood({ good, shed, failed, p99 }: Slice, maxP99: number): boolean {
  return p99 !== undefined && p99 <= maxP99 && (shed + failed) / (good + shed + failed) <= NEARLY_NOTHING;
}

function retryAfter({ refusals }: Judged): Check {
  const { seen, withRetryAfter } = refusals ?? { seen: 0, withRetryAfter: 0 };
  return {
    name: "Refusals that say when to come back",
    measured: seen === 0 ? "no refusal was seen" : `${withRetryAfter} of ${seen} that were seen`,
    allowed: "all, by Retry-After",
    verdict: seen === 0 ? "not measured" : verdict(withRetryAfter === seen),
  };
}

function growth(run: Judged, limit: Extract<Limit, { of: "growth" }>): Check {
  const name = "Growth of the server’s memory over the second half";
  const allowed = `at most ${percent(limit.max)}`;
  if (run.server === undefined)
    return { name, measured: "METRICS was not set", allowed, verdict: "not measured" };
  const { growth } = run.server;
  if (growth === undefined) return { name, measured: "too few samples", allowed, verdict: "missed" };
  return {
    name,
    measured: percent(Number(growth.toFixed(3))),
    allowed,
    verdict: verdict(growth <= limit.max),
  };
}

function stagesOf(run: Judged, { stages }: { readonly stages?: readonly string[] }): StageFigures[] {
  return run.stages.filter(({ name }) => stages === undefined || stages.includes(name));
}

const during = ({ stages }: { readonly stages?: readonly string[] }) =>
  stages === undefined ? "" : `, ${stages.join(" and ")}`;

const sum = (stages: readonly StageFigures[], of: "requests" | "good" | "failed" | "shed") =>
  stages.reduce((total, stage) => total + stage.total[of], 0);

const shareOf = (figures: Figures, of: "failed" | "shed") =>
  figures.requests === 0 ? 1 : figures[of] / figures.requests;

const verdict = (held: boolean) => (held ? "held" : "missed");
