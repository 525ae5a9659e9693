// The shipped model on a shop's newest events, against its parts, its peers and itself without each part.
import { defaultRecipe, Recommender } from "@aisle/recommender";
import { type Challenger, type TrainingData, trainChallenger } from "../../src/train/challenger.ts";
import { measureParts } from "./ablation.ts";
import { type ContestOptions, contestJson, runContest } from "./contest.ts";
import { diversityCurve } from "./diversity.ts";
import { checkExplanations } from "./explanations.ts";
import { forestSizes } from "./forest-sizes.ts";
import { lead, measureLists } from "./measured.ts";
import { differenceOf, percent, round, signed, table } from "./report.ts";
import { segmentsOf } from "./segments.ts";

/** Recipes that the search tries: as many as `trainer retrain` tries. */
const TRIALS = 8;

/** Customers whose reasons are checked: each takes a ranking per item that the reasons name. */
const EXPLAINED_CASES = 500;

/** Trains as `trainer train` does. */
export async function trainShipped(
  data: TrainingData,
  quick: boolean,
  write: (text: string) => void,
): Promise<Challenger> {
  write(
    `Time split: ${data.labelCases.length} customers to learn from, ${data.holdoutCases.length} held out`,
  );
  const shipped = await trainChallenger(data, {
    starts: [defaultRecipe],
    trials: quick ? 1 : TRIALS,
    seed: 1,
  });
  const { blendNdcg, forestNdcg, recipe } = shipped;
  write(
    `On half of the label customers: blend ${blendNdcg.toFixed(4)}, forest ${forestNdcg?.toFixed(4) ?? "not trained"}; the ${recipe.ranker.kind} ships\n`,
  );
  return shipped;
}

/** Measures and prints everything; returns what goes into the JSON. */
export async function runShop(data: TrainingData, shipped: Challenger, options: ContestOptions) {
  const { holdoutCases, items } = data;
  const { write } = options;
  const contestants = await runContest(data, shipped, options);
  const parts = measureParts(data, shipped, { quick: options.quick, write });

  const sizes = forestSizes(data, shipped, options.quick);
  write(
    `${table(
      ["trees", "depth", "candidates", "rows", "NDCG@10 on the labels", "µs per ranking"],
      sizes.map((size) => [
        String(size.trees),
        String(size.depth),
        String(size.candidates),
        String(size.rows),
        size.ndcg.toFixed(4),
        size.microsecondsPerRanking.toFixed(0),
      ]),
    )}\n`,
  );

  const segments = segmentsOf(data).map(({ name, members, cases }) => ({
    name,
    cases,
    measured: contestants.map((one) =>
      measureLists(
        one.name,
        members.map((at) => one.lists[at]!),
        cases,
        items.length,
      ),
    ),
  }));
  write(
    table(
      ["segment", "customers", ...contestants.map(({ name }) => name)],
      segments.map(({ name, cases, measured }) => [
        name,
        String(cases.length),
        ...measured.map(({ ndcgAt10 }) => ndcgAt10.toFixed(4)),
      ]),
    ),
  );

  const recommender = new Recommender(shipped.model, items);
  const curve = diversityCurve(recommender, holdoutCases);
  write(
    `\n${table(
      ["diversity", "NDCG@10", "against 0 (95 % interval)", "intra-list diversity", "coverage@10"],
      curve.map(({ diversity, measured, intraListDiversity }) => [
        String(diversity),
        measured.ndcgAt10.toFixed(4),
        diversity === 0 ? "–" : signed(differenceOf(lead(holdoutCases, measured, curve[0]!.measured))),
        intraListDiversity.toFixed(3),
        percent(measured.coverageAt10),
      ]),
    )}\n`,
  );

  const explained = checkExplanations(recommender, holdoutCases.slice(0, EXPLAINED_CASES));
  write(
    `Without the item that a reason names: the parts add up to less for ${percent(explained.parts_fall)} of ${explained.checked} items, the final score is lower for ${percent(explained.score_falls)}\n`,
  );

  return {
    explanations: explained,
    peers: contestJson(data, contestants),
    forest_sizes: sizes.map(({ ndcg, microsecondsPerRanking, ...size }) => ({
      ...size,
      ndcg: round(ndcg),
      microseconds_per_ranking: Math.round(microsecondsPerRanking),
    })),
    ablation: parts,
    segments: byName(segments, ({ cases, measured: [first, ...rest] }) => ({
      customers: cases.length,
      ndcg: Object.fromEntries([first!, ...rest].map((one) => [one.name, round(one.ndcgAt10)])),
      shipped_ahead_by: Object.fromEntries(
        rest.filter(() => cases.length > 0).map((one) => [one.name, differenceOf(lead(cases, first!, one))]),
      ),
    })),
    diversity: curve.map(({ diversity, measured, intraListDiversity }) => ({
      diversity,
      ndcg: round(measured.ndcgAt10),
      intra_list_diversity: round(intraListDiversity),
      coverage: round(measured.coverageAt10),
    })),
  };
}

function byName<T extends { readonly name: string }, R>(
  values: readonly T[],
  map: (value: T) => R,
): Record<string, R> {
  return Object.fromEntries(values.map((value) => [value.name, map(value)]));
}
