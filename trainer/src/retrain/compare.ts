// Puts a challenger beside its opponent on one holdout and asks the gate.
import { bundleContent, type Evaluation, modelFrom, Recommender, serve } from "@aisle/recommender";
import { type Contestant, decide, type Decision, type GateMode } from "../gate/gate.ts";
import { gateSegments } from "../gate/segments.ts";
import { takingsOf } from "../gate/takings.ts";
import {
  type Challenger,
  fitRecipe,
  measureOnHoldout,
  popularityModel,
  type TrainingData,
} from "../train/challenger.ts";
import type { Champion } from "./champion.ts";

export interface Comparison {
  readonly decision: Decision;
  readonly challengerEvaluation: Evaluation;
  readonly championEvaluation: Evaluation;
}

/** Measures both and decides. Without a champion the opponent is popularity. */
export function compare(
  data: TrainingData,
  challenger: Challenger,
  champion: Champion | undefined,
): Comparison {
  const mode = gateMode(data, champion);
  const ours = measureOnHoldout("challenger", new Recommender(challenger.model, data.items), data);
  const theirs = measureOpponent(data, champion, mode);
  const decision = decide({
    mode,
    champion: theirs.contestant,
    challenger: ours.contestant,
    takings: takingsOf(data.holdoutCases),
    segments: gateSegments(data.holdoutCases, data.knownEvents),
    bundleBytes: sizeOf(challenger, data),
  });
  return { decision, challengerEvaluation: ours.evaluation, championEvaluation: theirs.evaluation };
}

function gateMode(data: TrainingData, champion: Champion | undefined): GateMode {
  if (champion === undefined) return "first";
  return data.windows.freshForChampion ? "served" : "recipe";
}

function measureOpponent(
  data: TrainingData,
  champion: Champion | undefined,
  mode: GateMode,
): { contestant: Contestant; evaluation: Evaluation } {
  if (champion === undefined) {
    const model = popularityModel(data);
    return measureOnHoldout("popularity", new Recommender(model, data.items), data);
  }
  const { name } = champion;
  if (mode === "served") return measureOnHoldout(name, serve(champion.bundle), data);
  const { model } = fitRecipe(data, modelFrom(champion.bundle).recipe);
  return measureOnHoldout(`${name}'s recipe`, new Recommender(model, data.items), data);
}

/** Bytes of the challenger's arrays, which is nearly all of its bundle. */
function sizeOf(challenger: Challenger, data: TrainingData): number {
  const { tensors } = bundleContent(challenger.model, data.items, {
    created: "",
    codeCommit: "",
    data: { digest: "", from: "", to: "", events: 0, customers: 0, items: 0 },
    metrics: {},
  });
  return Object.values(tensors).reduce((bytes, tensor) => bytes + tensor.data.byteLength, 0);
}
