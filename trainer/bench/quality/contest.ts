// The shipped model beside popularity, its own parts and its peers, on the same customers.
import { fitModel } from "@aisle/recommender";
import type { DatedCase } from "../../src/train/cases.ts";
import { type Challenger, fitPopularityAlone, type TrainingData } from "../../src/train/challenger.ts";
import { onlyPopularity } from "../../src/train/choose-popularity.ts";
import { alone } from "./ablation.ts";
import { lead, type Measured, measureModel } from "./measured.ts";
import { measurePeers, peers } from "./peers.ts";
import { type Difference, differenceOf, percent, round, signed, table } from "./report.ts";

export interface ContestOptions {
  readonly quick: boolean;
  /** The Python that has the peers. */
  readonly python: string;
  readonly write: (text: string) => void;
}

/** Measures and prints all of them; the shipped model is the first. */
export async function runContest(
  data: TrainingData,
  shipped: Challenger,
  options: ContestOptions,
): Promise<readonly [Measured, ...Measured[]]> {
  const { holdoutCases, items } = data;
  const ours = measureModel("shipped", shipped.model, items, holdoutCases);
  const others = await opponents(data, shipped, options);
  options.write(
    table(
      ["model", "NDCG@10", "HR@10", "coverage@10", "shipped ahead by (95 % interval)"],
      [ours, ...others].map((one) => [
        one.name,
        one.ndcgAt10.toFixed(4),
        one.hitRateAt10.toFixed(4),
        percent(one.coverageAt10),
        one === ours ? "–" : signed(versus(holdoutCases, ours, one).shipped_ahead_by),
      ]),
    ),
  );
  return [ours, ...others];
}

/** What of a contest goes into the JSON. */
export function contestJson(
  { holdoutCases }: TrainingData,
  [ours, ...others]: readonly [Measured, ...Measured[]],
) {
  return {
    shipped: round(ours.ndcgAt10),
    ...Object.fromEntries(others.map((one) => [one.name, versus(holdoutCases, ours, one)])),
  };
}

async function opponents(
  data: TrainingData,
  shipped: Challenger,
  { quick, python, write }: ContestOptions,
): Promise<Measured[]> {
  const { holdoutCases, labelCases, items, split } = data;
  const popularity = measureModel("popularity", fitPopularityAlone(data).model, items, holdoutCases);
  const labels = measureModel(
    "popularity",
    fitModel(split.history, items, onlyPopularity(shipped.recipe)),
    items,
    labelCases,
  );
  const again = labelCases.some(({ history, taken }) => history.some(({ item }) => taken.has(item)));
  const tuned = await measurePeers(data, peers(quick, again), { labels, holdout: popularity }, python, write);
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

interface Versus {
  readonly ndcg: number;
  /** Shipped − this one, NDCG@10. */
  readonly shipped_ahead_by: Difference;
}

function versus(cases: readonly DatedCase[], ours: Measured, other: Measured): Versus {
  return { ndcg: round(other.ndcgAt10), shipped_ahead_by: differenceOf(lead(cases, ours, other)) };
}
