// NDCG@10 of each retrain's model, beside that of what it was compared with, over time.
import { LineChart, type Point } from "@aisle/platform/charts";
import { durationText } from "../duration.ts";
import { instantText } from "../local-time.ts";
import { type Trained, decisionOf } from "./history.ts";
import { metricText } from "./metrics.ts";

/** Of the axis: within ten minutes its times would be the same ones. */
const MIN_SECONDS = 600;

/** `trained` is newest first. */
export function NdcgChart({ trained }: { readonly trained: readonly Trained[] }) {
  const retrains = trained
    .flatMap(({ run, version }) =>
      run?.startTime === undefined ? [] : [{ ...run, startTime: run.startTime, version: version?.version }],
    )
    .toReversed();
  const [first] = retrains;
  const last = retrains.at(-1);
  if (first === undefined || last === undefined) return null;
  const seconds = Math.max(MIN_SECONDS, (last.startTime - first.startTime) / 1_000);
  const points = (metric: string): Point[] =>
    retrains.map(({ startTime, metrics }) => ({
      second: (startTime - first.startTime) / 1_000,
      value: finite(metrics[metric]),
    }));
  const promoted = retrains.filter((run) => decisionOf(run) === "promoted").length;
  return (
    <LineChart
      id="ndcg"
      title="NDCG@10 of each new model and of what it was compared with"
      description={`${retrains.length} retrains in ${durationText((last.startTime - first.startTime) / 1_000)}, ${promoted} of them promoted; the newest model reached ${metricText(last.metrics["ndcg_at_10"])}, what it was compared with ${metricText(last.metrics["champion_ndcg_at_10"])}. Each pair was measured on the same customers.`}
      seconds={seconds}
      text={(value) => value.toFixed(3)}
      timeText={(second) => instantText(first.startTime + second * 1_000, seconds)}
      stages={marksOf(
        retrains.flatMap(({ startTime, version }) =>
          version === undefined
            ? []
            : [{ from: (startTime - first.startTime) / 1_000, name: `version ${version}` }],
        ),
        seconds,
      )}
      axis="close"
      isBad={() => false}
      series={[
        { name: "the new model", tone: "one", points: points("ndcg_at_10") },
        { name: "what it was compared with", tone: "soft", points: points("champion_ndcg_at_10") },
      ]}
    />
  );
}

interface Mark {
  /** Seconds since the first retrain. */
  readonly from: number;
  readonly name: string;
}

/** Names that find room beside each other; the newest matter most. */
const MAX_MARKS = 4;
/** Of the axis, between two names. */
const MIN_DISTANCE = 0.13;

function marksOf(versions: readonly Mark[], seconds: number): readonly Mark[] {
  const kept: Mark[] = [];
  for (const mark of versions.toReversed()) {
    const next = kept.at(-1);
    const hasRoom = next === undefined || next.from - mark.from > MIN_DISTANCE * seconds;
    if (hasRoom && kept.length < MAX_MARKS) kept.push(mark);
  }
  return kept.toReversed();
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
