// The default recipe with a forest, nothing searched, with several seeds: what a change of the model is worth.
import { defaultRecipe, type Interactions, type Item, type Recipe } from "@aisle/recommender";
import { join } from "node:path";
import { testRecipe, withBenchmarkRanker } from "../../src/benchmark/benchmark.ts";
import { parseAttributes, parseSequences } from "../../src/benchmark/files.ts";
import { fitRecipe, type TrainingData } from "../../src/train/challenger.ts";
import { withRanker } from "../../src/train/choose-ranker.ts";
import { mean, measureLists, measureModel } from "./measured.ts";
import { round, table } from "./report.ts";
import { segmentsOf } from "./segments.ts";
import type { Settings } from "./settings.ts";

/** A seed draws the negatives that a forest learns from, which moves NDCG@10 by .002. */
const SEEDS = [1, 2, 3];

interface Row {
  readonly data: string;
  readonly seed: number | "mean";
  readonly ndcg_at_10: number;
  readonly hit_rate_at_10: number;
  /** Of a shop by time only. */
  readonly new_items?: number;
}

/** Measures and prints a shop's holdout and the literature's tests; returns what goes into the JSON. */
export async function runDepth(
  shop: TrainingData,
  { benchmark, quick }: Pick<Settings, "benchmark" | "quick">,
  write: (text: string) => void,
): Promise<readonly Row[]> {
  const seeds = quick ? SEEDS.slice(0, 1) : SEEDS;
  const withSeed = (seed: number): Recipe => withRanker(defaultRecipe, "forest", { seed });
  const rows = withMean(seeds.map((seed) => onHoldout(shop, withSeed(seed), seed)));
  for (const name of ["Beauty", "Toys_and_Games"]) {
    const { interactions, items } = await readFiles(join(benchmark, name));
    const tested = seeds.map((seed): Row => {
      const { test } = testRecipe(interactions, items, withBenchmarkRanker(withSeed(seed)), () => 0);
      return { data: name, seed, ndcg_at_10: test.ndcgAt10, hit_rate_at_10: test.hitRateAt10 };
    });
    rows.push(...withMean(tested));
  }
  write(
    table(
      ["data", "seed", "NDCG@10", "HR@10", "new items"],
      rows.map((row) => [
        row.data,
        String(row.seed),
        row.ndcg_at_10.toFixed(4),
        row.hit_rate_at_10.toFixed(4),
        row.new_items?.toFixed(4) ?? "–",
      ]),
    ),
  );
  return rows.map((row) => ({
    ...row,
    ndcg_at_10: round(row.ndcg_at_10),
    hit_rate_at_10: round(row.hit_rate_at_10),
    ...(row.new_items !== undefined && { new_items: round(row.new_items) }),
  }));
}

function onHoldout(data: TrainingData, recipe: Recipe, seed: number): Row {
  const { items, holdoutCases } = data;
  const { lists, ndcgAt10, hitRateAt10 } = measureModel(
    "default",
    fitRecipe(data, recipe).model,
    items,
    holdoutCases,
  );
  const { members, cases } = segmentsOf(data).find(({ name }) => name.startsWith("new items"))!;
  const own = members.map((at) => lists[at]!);
  const { ndcgAt10: newItems } = measureLists("new items", own, cases, items.length);
  return {
    data: "shop by time",
    seed,
    ndcg_at_10: ndcgAt10,
    hit_rate_at_10: hitRateAt10,
    new_items: newItems,
  };
}

async function readFiles(path: string): Promise<{ interactions: Interactions; items: Item[] }> {
  const interactions = parseSequences(await Bun.file(`${path}.txt`).text());
  const attributes = await Bun.file(`${path}_item2attributes.json`).text();
  return { interactions, items: parseAttributes(attributes, interactions.items) };
}

function withMean(rows: readonly Row[]): Row[] {
  const of = (value: (row: Row) => number): number => mean(Float64Array.from(rows, value));
  const [first] = rows;
  const average: Row = {
    data: first!.data,
    seed: "mean",
    ndcg_at_10: of((row) => row.ndcg_at_10),
    hit_rate_at_10: of((row) => row.hit_rate_at_10),
    ...(first!.new_items !== undefined && { new_items: of((row) => row.new_items ?? 0) }),
  };
  return [...rows, average];
}
