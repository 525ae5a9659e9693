// Two versions and a retrain that was refused, as the trainer leaves them in MLflow.
import type { GateDecision } from "@aisle/contract";
import type { FakeMlflow } from "./fake-mlflow.ts";

export const DECISION: GateDecision = {
  promoted: false,
  mode: "served",
  reason: "not better than champion v1: NDCG@10 +0.0100",
  checks: [
    {
      name: "NDCG@10",
      champion: 0.1,
      challenger: 0.11,
      difference: { mean: 0.01, low: -0.02, high: 0.04, customers: 300, differing: 200 },
      outcome: "fail",
      rule: "the interval of 95 % lies above 0",
    },
    {
      name: "NDCG@10, <b>strangers</b>",
      champion: 0.1,
      challenger: 0.1,
      difference: { mean: 0, low: null, high: null, customers: 1, differing: 1 },
      outcome: "not judged",
      rule: "1 customer, judged from 50 on",
    },
    { name: "bundle MB", champion: null, challenger: 1.5, outcome: "pass", rule: "at most 1074" },
  ],
};

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 10, 30, 12);
export const REFUSED = {
  runId: "r3",
  startTime: START + 2 * MINUTE,
  metrics: { ndcg_at_10: 0.11, champion_ndcg_at_10: 0.1 },
  params: { "ranker.kind": "forest", seed: "1" },
  tags: { "aisle.gate": "refused" },
  files: { "gate.json": JSON.stringify(DECISION) },
};
export const SECOND = {
  runId: "r2",
  startTime: START + MINUTE,
  metrics: { ndcg_at_10: 0.14, champion_ndcg_at_10: 0.1, recall_at_10: 0.2 },
  params: { "ranker.kind": "forest", seed: "1" },
  tags: { "aisle.gate": "promoted" },
};
export const FIRST = {
  runId: "r1",
  startTime: START,
  metrics: { ndcg_at_10: 0.1, champion_ndcg_at_10: 0.03, recall_at_10: 0.25 },
  params: { "ranker.kind": "blend", seed: "1" },
  tags: { "aisle.gate": "promoted" },
};

/** Lets MLflow have all of them. */
export function withModels(mlflow: FakeMlflow): FakeMlflow {
  mlflow.runs = [REFUSED, SECOND, FIRST];
  mlflow.versions = [
    { version: "2", runId: "r2", tags: { "aisle.replaced": "1", "aisle.gate.reason": "better by 0.04" } },
    { version: "1", runId: "r1" },
  ];
  mlflow.aliases = { champion: "2" };
  return mlflow;
}
