// What a retrain leaves in MLflow: its settings, its data, every number of the comparison, and the plots.
import { GATE_FILE, type GateDecision } from "@aisle/contract";
import { type Case, FEATURES } from "@aisle/recommender";
import { renderReport, type ValidationReport } from "../data/report.ts";
import type { Snapshot } from "../data/snapshot.ts";
import type { Contestant } from "../gate/decision.ts";
import { clusteredInterval } from "../gate/interval.ts";
import type { Look } from "../gate/risk.ts";
import { takingsOf } from "../gate/takings.ts";
import { renderDecision } from "../gate/render.ts";
import { flatten } from "../tracking/params.ts";
import { historyLengthPlot, importancePlot } from "../tracking/plots.ts";
import type { MlflowClient, Run } from "@aisle/mlflow";
import type { Challenger, TrainingData } from "../train/challenger.ts";
import type { Comparison } from "./compare.ts";
import { accountTags } from "./looks.ts";
import type * as v from "valibot";
import { evaluationMetrics } from "../train/metrics.ts";

export interface Measured {
  readonly snapshot: Snapshot;
  readonly data: TrainingData;
  readonly challenger: Challenger;
  readonly comparison: Comparison;
  /** What the gate was allowed to risk. */
  readonly look: Look;
  readonly validation: ValidationReport;
}

/** Logs a comparison. May be repeated on the same run. `now` is in unix milliseconds. */
export async function logComparison(
  client: MlflowClient,
  run: Run,
  measured: Measured,
  now: number,
): Promise<void> {
  const { snapshot, data, challenger, comparison, look } = measured;
  const { candidate, decision } = comparison;
  const dataset = { name: "shop", digest: snapshot.digest.slice(7, 39) };
  await client.runs.logDatasets(run.runId, [
    {
      ...dataset,
      context: "training",
      uri: snapshot.dir,
      columns: [
        { name: "customer_id", type: "string" },
        { name: "item_id", type: "string" },
        { name: "type", type: "string" },
        { name: "occurred_at", type: "datetime" },
      ],
      profile: {
        num_rows: snapshot.counts.events,
        customers: snapshot.counts.customers,
        items: snapshot.counts.items,
        holdout_customers: data.holdoutCases.length,
      },
    },
  ]);
  const metrics: Record<string, number> = {
    ...evaluationMetrics("", candidate.evaluation),
    ...evaluationMetrics("champion_", comparison.championEvaluation),
    search_ndcg_at_10: challenger.searchNdcg,
    ranker_blend_ndcg_at_10: challenger.blendNdcg,
    ...(challenger.forestNdcg === undefined ? {} : { ranker_forest_ndcg_at_10: challenger.forestNdcg }),
    holdout_customers: data.holdoutCases.length,
    gate_risk: decision.look?.risk ?? 0,
    gate_false_promotions_per_year: look.perYear,
  };
  for (const check of decision.checks) {
    const key = checkKey(check.name);
    if (check.challenger !== null) metrics[`gate_${key}_challenger`] = check.challenger;
    if (check.champion !== null) metrics[`gate_${key}_champion`] = check.champion;
    if (check.difference !== undefined) {
      metrics[`gate_${key}_difference`] = check.difference.mean;
      metrics[`gate_${key}_low`] = check.difference.low;
      metrics[`gate_${key}_high`] = check.difference.high;
      metrics[`gate_${key}_detectable`] = check.difference.detectable;
    }
  }
  await client.runs.log(run.runId, {
    params: flatten(candidate.fitted.recipe),
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: now, dataset })),
    tags: {
      "aisle.gate": decision.promoted ? "promoted" : "refused",
      "aisle.gate.mode": decision.mode,
      "aisle.gate.verdict": decision.verdict,
      "aisle.gate.reason": decision.reason,
      "aisle.snapshot": snapshot.digest,
      ...accountTags(decision.look === undefined ? look.untaken : look.after),
    },
  });
  const upload = async (path: string, content: string): Promise<void> =>
    await client.artifacts.upload(run.artifactUri, path, content);
  await upload("validation.md", renderReport(measured.validation));
  await upload("gate.md", `${renderDecision(decision)}\n`);
  const record: v.InferInput<typeof GateDecision> = { ...decision, checks: [...decision.checks] };
  await upload(GATE_FILE, JSON.stringify(record, null, 2));
  await upload("metrics.json", JSON.stringify(metrics, null, 2));
  await upload(
    "plots/ndcg_by_history_length.svg",
    historyLengthPlot(historyGroups(data, candidate.contestant)),
  );
  const { forest } = candidate.fitted.model;
  if (forest !== undefined) {
    const importance = Array.from(forest.importance, (share, at) => ({
      feature: FEATURES[at]!,
      importance: share,
    }));
    await upload("plots/feature_importance.svg", importancePlot(importance));
  }
}

function checkKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("µs", "microseconds")
    .replaceAll("@", "_at_")
    .replaceAll(/[^a-z0-9_]+/g, "_");
}

const HISTORY_GROUPS: readonly (readonly [label: string, from: number, to: number])[] = [
  ["0", 0, 0],
  ["1–2", 1, 2],
  ["3–5", 3, 5],
  ["6–10", 6, 10],
  ["11–20", 11, 20],
  ["21+", 21, Infinity],
];

function historyGroups({ holdoutCases }: TrainingData, { gains }: Contestant) {
  const { customer } = takingsOf(holdoutCases);
  return HISTORY_GROUPS.map(([label, from, to]) => {
    const belongs = ({ history }: Case): boolean => history.length >= from && history.length <= to;
    const cases = holdoutCases.filter(belongs);
    const own = gains.filter((_, row) => belongs(holdoutCases[customer.of[row]!]!));
    if (cases.length === 0)
      return { label, customers: 0, ndcg: Number.NaN, low: Number.NaN, high: Number.NaN };
    const { mean, low, high } = clusteredInterval(takingsOf(cases), own);
    return { label, customers: cases.length, ndcg: mean, low: Math.max(0, low), high: Math.min(1, high) };
  });
}
