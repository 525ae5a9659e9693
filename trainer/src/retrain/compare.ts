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
  fitPopularityAlone,
  fitRecipe,
  measureOnHoldout,
  type TrainingData,
} from "../train/challenger.ts";
import type { Champion } from "./champion.ts";

export interface Comparison {
  readonly decision: Decision;
  /** What was compared with the champion and ships when it is promoted; or popularity, where nothing else may serve. */
  readonly candidate: Candidate;
  readonly championEvaluation: Evaluation;
}

export interface Candidate {
  readonly fitted: FittedRecipe;
  readonly contestant: Contestant;
  readonly evaluation: Evaluation;
}

/** What a candidate is compared with. */
type Opponent = Omit<Candidate, "fitted">;

/** Measures the challenger and its opponent on the holdout and decides. `look` says what the decision may risk. */
export function compare(
  data: TrainingData,
  challenger: Challenger,
  champion: Champion | undefined,
  look?: Look,
): Comparison {
  const ours = measure("the new recipe", challenger, data);
  return champion === undefined
    ? compareFirst(data, ours, look)
    : compareWithChampion(data, ours, champion, look);
}

/**
 * Without a champion the opponent is popularity. Where the challenger is not surely better, popularity itself becomes the
 * first model: a shop with too few customers to tell would serve nothing for months.
 */
function compareFirst(data: TrainingData, ours: Candidate, look: Look | undefined): Comparison {
  const popularity = measure("popularity", fitPopularityAlone(data), data);
  const compared = judge(data, "first", popularity, ours, undefined, look);
  if (compared.decision.promoted) return compared;
  const decision: Decision = {
    ...compared.decision,
    promoted: true,
    verdict: "popularity first",
    reason: `popularity serves until a model is surely better: ${compared.decision.reason}`,
  };
  return { ...compared, decision, candidate: popularity };
}

/**
 * Where the opponent is the champion's bundle as it serves, newer data alone could make a worse recipe better: then the
 * champion's recipe is fitted on the challenger's data too, and the better of the two is the candidate.
 */
function compareWithChampion(
  data: TrainingData,
  ours: Candidate,
  { name, bundle }: Champion,
  look: Look | undefined,
): Comparison {
  const { recipe } = modelFrom(bundle);
  const refitted = (as: string): Candidate => measure(as, fitRecipe(data, recipe), data);
  if (!data.windows.freshForChampion)
    return judge(data, "recipe", refitted(`${name}'s recipe`), ours, undefined, look);

  const champion = measureOnHoldout(name, serve(bundle), data);
  const rival = Bun.deepEquals(recipe, ours.fitted.recipe)
    ? undefined
    : refitted(`${name}'s recipe on newer data`);
  const takings = takingsOf(data.holdoutCases);
  const isAhead =
    rival !== undefined && ndcgOf(rival.contestant.gains, takings) > ndcgOf(ours.contestant.gains, takings);
  const [candidate, other] = isAhead ? [rival, ours] : [ours, rival];
  return judge(data, "served", champion, candidate, other, look);
}

function judge(
  data: TrainingData,
  mode: GateMode,
  champion: Opponent,
  candidate: Candidate,
  rival: Candidate | undefined,
  look: Look | undefined,
): Comparison {
  const decision = decide({
    mode,
    champion: champion.contestant,
    challenger: candidate.contestant,
    rival: rival?.contestant,
    takings: takingsOf(data.holdoutCases),
    segments: gateSegments(data.holdoutCases, data.knownEvents),
    bundleBytes: sizeOf(candidate.fitted, data),
    look,
  });
  return { decision, candidate, championEvaluation: champion.evaluation };
}

function measure(name: string, fitted: FittedRecipe, data: TrainingData): Candidate {
  return { fitted, ...measureOnHoldout(name, new Recommender(fitted.model, data.items), data) };
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
