// What forests of other sizes would rank like, and how long each ranking would take: on the labels, never on the holdout.
import { evaluate, fitModel, type Recipe, Recommender, trainRanker } from "@aisle/recommender";
import type { Challenger, TrainingData } from "../../src/train/challenger.ts";
import { halve } from "../../src/train/cases.ts";
import { withRanker } from "../../src/train/choose-ranker.ts";

type Size = Pick<Recipe["ranker"], "trees" | "depth" | "candidates" | "rows">;

export interface SizedForest extends Size {
  /** NDCG@10 over all label customers, each half judging a forest that learned from the other. */
  readonly ndcg: number;
  readonly microsecondsPerRanking: number;
}

/** One thing changed at a time. */
const CHANGES: readonly Partial<Size>[] = [
  {},
  { trees: 20 },
  { trees: 40 },
  { trees: 120 },
  { trees: 240 },
  { depth: 4 },
  { depth: 5 },
  { depth: 7 },
  { depth: 8 },
  { candidates: 100 },
  { candidates: 200 },
  { candidates: 500 },
  { rows: 5000 },
];

/** The shipped recipe's forest in other sizes; none when the blend ships. */
export function forestSizes(data: TrainingData, { recipe }: Challenger, quick: boolean): SizedForest[] {
  if (recipe.ranker.kind === "blend") return [];
  const { split, items, labelCases } = data;
  const { training, judging } = halve(labelCases, 1);
  const model = fitModel(split.history, items, recipe);
  return CHANGES.slice(0, quick ? 2 : undefined).map((change) => {
    const sized = { ...model, recipe: withRanker(recipe, "forest", change) };
    const folds = [
      { learned: training, judged: judging },
      { learned: judging, judged: training },
    ].map(({ learned, judged }) => {
      const forest = trainRanker(sized, items, learned);
      return evaluate(new Recommender({ ...sized, forest }, items), judged);
    });
    const cases = folds.reduce((sum, { perCase }) => sum + perCase.length, 0);
    const total = (of: (fold: (typeof folds)[number]) => number): number =>
      folds.reduce((sum, fold) => sum + of(fold) * fold.perCase.length, 0) / cases;
    const { trees, depth, candidates, rows } = sized.recipe.ranker;
    return {
      trees,
      depth,
      candidates,
      rows,
      ndcg: total(({ ndcgAt10 }) => ndcgAt10),
      microsecondsPerRanking: total(({ microsecondsPerCase }) => microsecondsPerCase),
    };
  });
}
