// What smaller graphs cost: fewer neighbours per item, or fewer bits per weight. On the labels, never on the holdout.
import {
  type Case,
  defaultRecipe,
  type Evaluation,
  evaluate,
  fitModel,
  type Model,
  type Recipe,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import { clusteredInterval } from "../../src/gate/interval.ts";
import { gainsOf, takingsOf } from "../../src/gate/takings.ts";
import { halve } from "../../src/train/cases.ts";
import type { TrainingData } from "../../src/train/challenger.ts";
import { withRanker } from "../../src/train/choose-ranker.ts";
import { type Difference, differenceOf, round, signed, table } from "./report.ts";

interface Size {
  /** Neighbours by transition, by co-occurrence and by content. */
  readonly neighbours: readonly [number, number, number];
  /** Of each of two weights; content has twice as many, but not more than this when it is fewer than fit. */
  readonly bits: number;
}

const DEFAULT: Size = { neighbours: [100, 50, 50], bits: 9 };

const SIZES: readonly Size[] = [
  DEFAULT,
  { ...DEFAULT, neighbours: [200, 100, 100] },
  { ...DEFAULT, neighbours: [50, 25, 25] },
  { ...DEFAULT, neighbours: [25, 12, 12] },
  ...[7, 5, 3].map((bits) => ({ ...DEFAULT, bits })),
];

/** Forests of other seeds differ by more than most sizes do. */
const SEEDS = [1, 2, 3];

interface SizedGraphs extends Size {
  readonly edgesPerItem: number;
  /** Of the blend. */
  readonly blendNdcg: number;
  /** The mean of forests of several seeds. */
  readonly ndcg: number;
  /** That of the first size less this one's, NDCG@10. */
  readonly cost: Difference;
  readonly microsecondsPerRanking: number;
}

/** Measures and prints the default recipe, with a forest, in each size; returns what goes into the JSON. */
export function runGraphs(
  data: TrainingData,
  { quick, write }: { quick: boolean; write: (text: string) => void },
) {
  const sizes = quick ? graphSizes(data, SIZES.slice(0, 2), [1]) : graphSizes(data, SIZES, SEEDS);
  write(
    `\n${table(
      [
        "neighbours",
        "bits per weight",
        "edges per item",
        "blend's NDCG@10 on the labels",
        "forest's",
        "what it costs (95 % interval)",
        "µs per ranking",
      ],
      sizes.map(({ neighbours, bits, edgesPerItem, blendNdcg, ndcg, cost, microsecondsPerRanking }) => [
        neighbours.join(", "),
        String(bits),
        edgesPerItem.toFixed(1),
        blendNdcg.toFixed(4),
        ndcg.toFixed(4),
        signed(cost),
        microsecondsPerRanking.toFixed(0),
      ]),
    )}\n`,
  );
  return sizes.map(({ blendNdcg, ndcg, edgesPerItem, microsecondsPerRanking, ...size }) => ({
    ...size,
    blend_ndcg: round(blendNdcg),
    edges_per_item: round(edgesPerItem, 1),
    ndcg: round(ndcg),
    microseconds_per_ranking: Math.round(microsecondsPerRanking),
  }));
}

function graphSizes(
  { split, items, labelCases }: TrainingData,
  sizes: readonly Size[],
  seeds: readonly number[],
): SizedGraphs[] {
  let first: Float64Array | undefined;
  const takings = takingsOf(labelCases);
  return sizes.map((size) => {
    const model = withBits(fitModel(split.history, items, recipeOf(size)), size.bits);
    const blend = evaluate(new Recommender(withSeed(model, 1, "blend"), items), labelCases);
    const runs = seeds.flatMap((seed) => {
      const { training, judging } = halve(labelCases, seed);
      return [
        { learned: training, judged: judging },
        { learned: judging, judged: training },
      ].map(({ learned, judged }) => {
        const seeded = withSeed(model, seed, "forest");
        const forest = trainRanker(seeded, items, learned);
        return { judged, measured: evaluate(new Recommender({ ...seeded, forest }, items), judged) };
      });
    });
    const gains = meanGains(labelCases, runs, seeds.length);
    first ??= gains;
    const times = runs.map(({ measured }) => measured.microsecondsPerCase).toSorted((a, b) => a - b);
    return {
      ...size,
      edgesPerItem: model.adjacency.cells.length / model.items,
      blendNdcg: blend.ndcgAt10,
      ndcg: gains.reduce((sum, gain) => sum + gain, 0) / labelCases.length,
      cost: differenceOf(
        clusteredInterval(
          takings,
          first.map((gain, row) => gain - gains[row]!),
        ),
      ),
      microsecondsPerRanking: times[times.length >> 1]!,
    };
  });
}

/** What each item that was taken adds to NDCG@10, per row of `takingsOf(cases)`: the mean of `seeds` lists per case. */
function meanGains(
  cases: readonly Case[],
  runs: readonly { readonly judged: readonly Case[]; readonly measured: Evaluation }[],
  seeds: number,
): Float64Array {
  const sums = new Map(cases.map((one) => [one, new Float64Array(one.taken.size)]));
  for (const { judged, measured } of runs) {
    judged.forEach((one, at) => {
      const sum = sums.get(one)!;
      gainsOf([one], [measured.lists[at]!]).forEach((gain, row) => (sum[row]! += gain / seeds));
    });
  }
  return Float64Array.from(Array.from(sums.values()).flatMap((sum) => Array.from(sum)));
}

function withSeed(model: Model, seed: number, kind: "blend" | "forest"): Model {
  return { ...model, recipe: withRanker(model.recipe, kind, { seed }) };
}

function recipeOf({ neighbours: [transitions, cooccurrence, content] }: Size): Recipe {
  return {
    ...defaultRecipe,
    transitions: { ...defaultRecipe.transitions, neighbours: transitions },
    cooccurrence: { ...defaultRecipe.cooccurrence, neighbours: cooccurrence },
    content: { ...defaultRecipe.content, neighbours: content },
  };
}

/** The model with its weights rounded to multiples of a greater unit, none to nothing. */
function withBits(model: Model, bits: number): Model {
  const { cells, offsets, weightBits } = model.adjacency;
  const coarse = cells.slice();
  const most = 2 ** weightBits - 1;
  for (let part = 0; part + 1 < offsets.length; part++) {
    for (let at = offsets[part]!; at < offsets[part + 1]!; at++) {
      const cell = cells[at]!;
      const target = cell >>> (2 * weightBits);
      const weights =
        part % 2 === 0
          ? rounded(cell & most, weightBits, bits) |
            (rounded((cell >>> weightBits) & most, weightBits, bits) << weightBits)
          : rounded(cell & (2 ** (2 * weightBits) - 1), 2 * weightBits, bits);
      coarse[at] = (target << (2 * weightBits)) | weights;
    }
  }
  return { ...model, adjacency: { ...model.adjacency, cells: coarse } };
}

/** A weight of so many bits as one of `bits` says it. */
function rounded(weight: number, of: number, bits: number): number {
  if (weight === 0 || bits >= of) return weight;
  const step = (2 ** of - 1) / (2 ** bits - 1);
  return Math.round(Math.max(1, Math.round(weight / step)) * step);
}
