// Puts a challenger beside its opponent on one holdout and asks the gate.
import { bundleContent, type Evaluation, modelFrom, Recommender, serve } from "@aisle/recommender";
import type { Contestant, Decision, GateMode } from "../gate/decision.ts";
import { decide } from "../gate/gate.ts";
import type { Look } from "../gate/risk.ts";
import { gateSegments } from "../gate/segments.ts";
import { ndcgOf, takingsOf } from "../gate/takings.ts";
import {
  type Challenger,
  type FittedRecipe,
  fitRecipe,
  measureOnHoldout,
  popularityModel,
  type TrainingData,
} from "../train/challenger.ts";
import type { Champion } from "./champion.ts";

export interface Comparison {
  readonly decision: Decision;
  /** What was compared with the champion, and ships when it is promoted. */
  readonly candidate: Candidate;
  readonly championEvaluation: Evaluation;
}

export interface Candidate {
  readonly fitted: FittedRecipe;
  readonly contestant: Contestant;
  readonly evaluation: Evaluation;
}

/**
 * Measures the challenger and its opponent and decides. Without a champion the opponent is popularity. Where it is the
 * champion's bundle as it serves, newer data alone could make a worse recipe better: then the champion's recipe is
 * fitted on the challenger's data too, and the better of the two is the candidate. `look` says what the decision may risk.
 */
export function compare(
  data: TrainingData,
  challenger: Challenger,
  champion: Champion | undefined,
  look?: Look,
): Comparison {
  const mode = gateMode(data, champion);
  const ours = measure("the new recipe", challenger, data);
  const theirs = measureOpponent(data, champion, mode);
  const rival = mode === "served" && champion !== undefined ? rivalOf(data, challenger, champion) : undefined;
  const takings = takingsOf(data.holdoutCases);
  const isAhead =
    rival !== undefined && ndcgOf(rival.contestant.gains, takings) > ndcgOf(ours.contestant.gains, takings);
  const [candidate, other] = isAhead ? [rival, ours] : [ours, rival];
  const decision = decide({
    mode,
    champion: theirs.contestant,
    challenger: candidate.contestant,
    rival: other?.contestant,
    takings,
    segments: gateSegments(data.holdoutCases, data.knownEvents),
    bundleBytes: sizeOf(candidate.fitted, data),
    look,
  });
  return { decision, candidate, championEvaluation: theirs.evaluation };
}

/** The champion's recipe on the challenger's data; undefined where the challenger's is the same. */
function rivalOf(
  data: TrainingData,
  challenger: Challenger,
  { name, bundle }: Champion,
): Candidate | undefined {
  const { recipe } = modelFrom(bundle);
  if (Bun.deepEquals(recipe, challenger.recipe)) return undefined;
  return measure(`${name}'s recipe on newer data`, fitRecipe(data, recipe), data);
}

function measure(name: string, fitted: FittedRecipe, data: TrainingData): Candidate {
  return { fitted, ...measureOnHoldout(name, new Recommender(fitted.model, data.items), data) };
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

/** Bytes of a model's arrays, which is nearly all of its bundle. */
function sizeOf({ model }: FittedRecipe, data: TrainingData): number {
  const { tensors } = bundleContent(model, data.items, {
    created: "",
    codeCommit: "",
    data: { digest: "", from: "", to: "", events: 0, customers: 0, items: 0 },
    metrics: {},
  });
  return Object.values(tensors).reduce((bytes, tensor) => bytes + tensor.data.byteLength, 0);
}
