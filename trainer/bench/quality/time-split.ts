// The shipped model on a shop's newest events, against its parts, its peers and itself without each part.
import { defaultRecipe, fitModel, Recommender } from "@aisle/recommender";
import {
  type Challenger,
  fitPopularityAlone,
  type TrainingData,
  trainChallenger,
} from "../../src/train/challenger.ts";
import type { DatedCase } from "../../src/train/cases.ts";
import { onlyPopularity } from "../../src/train/choose-popularity.ts";
import { ablations, alone } from "./ablation.ts";
import { diversityCurve } from "./diversity.ts";
import { checkExplanations } from "./explanations.ts";
import { forestSizes } from "./forest-sizes.ts";
import { lead, type Measured, measureLists, measureModel } from "./measured.ts";
import { measurePeers, peers } from "./peers.ts";
import { type Difference, differenceOf, percent, round, signed, table } from "./report.ts";
import { segmentsOf } from "./segments.ts";

export interface ShopOptions {
  readonly quick: boolean;
  /** The Python that has the peers. */
  readonly python: string;
  readonly write: (text: string) => void;
}

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

interface Versus {
  readonly ndcg: number;
  /** Shipped − this one, NDCG@10. */
  readonly shipped_ahead_by: Difference;
}

/** Measures and prints everything; returns what goes into the JSON. */
export async function runShop(data: TrainingData, shipped: Challenger, options: ShopOptions) {
  const { holdoutCases, items } = data;
  const { write } = options;
  const ours = measureModel("shipped", shipped.model, items, holdoutCases);
  const others = await opponents(data, shipped, options);
  const contestants = [ours, ...others];
  write(
    table(
      ["model", "NDCG@10", "HR@10", "coverage@10", "shipped ahead by (95 % interval)"],
      contestants.map((one) => [
        one.name,
        one.ndcgAt10.toFixed(4),
        one.hitRateAt10.toFixed(4),
        percent(one.coverageAt10),
        one === ours ? "–" : signed(versus(holdoutCases, ours, one).shipped_ahead_by),
      ]),
    ),
  );

  const parts = ablations(data, shipped).map(({ name, fit }) =>
    measureModel(name, fit(), items, holdoutCases),
  );
  write(
    `\n${table(
      ["without", "NDCG@10", "what it is worth (95 % interval)"],
      parts.map((part) => [
        part.name,
        part.ndcgAt10.toFixed(4),
        signed(versus(holdoutCases, ours, part).shipped_ahead_by),
      ]),
    )}\n`,
  );

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
    peers: {
      shipped: round(ours.ndcgAt10),
      ...byName(others, (one) => versus(holdoutCases, ours, one)),
    },
    forest_sizes: sizes.map(({ ndcg, microsecondsPerRanking, ...size }) => ({
      ...size,
      ndcg: round(ndcg),
      microseconds_per_ranking: Math.round(microsecondsPerRanking),
    })),
    ablation: byName(parts, (part) => versus(holdoutCases, ours, part)),
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

async function opponents(
  data: TrainingData,
  shipped: Challenger,
  { quick, python, write }: ShopOptions,
): Promise<Measured[]> {
  const { holdoutCases, labelCases, items, split } = data;
  const popularity = measureModel("popularity", fitPopularityAlone(data).model, items, holdoutCases);
  const labels = measureModel(
    "popularity",
    fitModel(split.history, items, onlyPopularity(shipped.recipe)),
    items,
    labelCases,
  );
  const tuned = await measurePeers(data, peers(quick), { labels, holdout: popularity }, python, write);
  write(
    `\n${table(
      ["peer", "chosen on the label window", "NDCG@10 there", "of"],
      tuned.map(({ measured, fit, labelNdcg, tried }) => [
        measured.name,
        Object.entries(fit)
          .map(([parameter, value]) => `${parameter} ${value}`)
          .join(", "),
        labelNdcg.toFixed(4),
        `${tried} tried`,
      ]),
    )}\n`,
  );
  return [
    popularity,
    measureModel(
      "collaborative alone",
      alone(data, shipped.recipe, ["transitions", "cooccurrence"]),
      items,
      holdoutCases,
    ),
    measureModel("content alone", alone(data, shipped.recipe, ["content"]), items, holdoutCases),
    ...tuned.map(({ measured }) => measured),
  ];
}

function versus(cases: readonly DatedCase[], ours: Measured, other: Measured): Versus {
  return { ndcg: round(other.ndcgAt10), shipped_ahead_by: differenceOf(lead(cases, ours, other)) };
}

function byName<T extends { readonly name: string }, R>(
  values: readonly T[],
  map: (value: T) => R,
): Record<string, R> {
  return Object.fromEntries(values.map((value) => [value.name, map(value)]));
}
