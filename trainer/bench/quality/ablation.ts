// What each part of the shipped model is worth: the model without it, fitted again and measured on the same customers.
import {
  defaultRecipe,
  type Feature,
  fitModel,
  type Interactions,
  type Model,
  type Recipe,
  trainRanker,
} from "@aisle/recommender";
import {
  type Challenger,
  fitRecipe,
  prepareTraining,
  type TrainingData,
} from "../../src/train/challenger.ts";
import { clusteredInterval } from "../../src/gate/interval.ts";
import { gainsOf, ndcgOf, takingsOf } from "../../src/gate/takings.ts";
import { withRanker } from "../../src/train/choose-ranker.ts";
import { measureModel } from "./measured.ts";
import { type Difference, differenceOf, round, signed, table } from "./report.ts";

interface Variant {
  readonly name: string;
  /** With the forest of a seed. */
  readonly fit: (seed: number) => Model;
}

/** What the shipped recipe is worth less without a part: the means of the seeds' forests. */
export interface PartWorth {
  readonly ndcg: number;
  readonly shipped_ahead_by: Difference;
}

/** A seed draws what a forest learns from, and one forest differs from another by as much as some parts are worth. */
const SEEDS = [1, 2, 3];

/** Measures the shipped recipe without each part and prints what it is worth. */
export function measureParts(
  data: TrainingData,
  { recipe }: Challenger,
  { quick, write }: { readonly quick: boolean; readonly write: (text: string) => void },
): Record<string, PartWorth> {
  const { holdoutCases, items } = data;
  const seeds = recipe.ranker.kind === "blend" || quick ? SEEDS.slice(0, 1) : SEEDS;
  const takings = takingsOf(holdoutCases);
  const gainsOfAll = ({ name, fit }: Variant): Float64Array =>
    meanOf(
      seeds.map((seed) => gainsOf(holdoutCases, measureModel(name, fit(seed), items, holdoutCases).lists)),
    );
  const whole = gainsOfAll({ name: "shipped", fit: (seed) => fitRecipe(data, seeded(recipe, seed)).model });
  const worth = variants(data, recipe).map((variant) => {
    const gains = gainsOfAll(variant);
    const difference = clusteredInterval(
      takings,
      whole.map((gain, row) => gain - gains[row]!),
    );
    return { name: variant.name, ndcg: ndcgOf(gains, takings), worth: differenceOf(difference) };
  });
  write(
    `\n${table(
      ["without", "NDCG@10", "what it is worth (95 % interval)"],
      [
        ["nothing", ndcgOf(whole, takings).toFixed(4), "–"],
        ...worth.map((part) => [part.name, part.ndcg.toFixed(4), signed(part.worth)]),
      ],
    )}\n`,
  );
  return Object.fromEntries(
    worth.map((part) => [part.name, { ndcg: round(part.ndcg), shipped_ahead_by: part.worth }]),
  );
}

/** Element by element, of rows of the same length. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0]!.map((_, at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length);
}

const seeded = (recipe: Recipe, seed: number): Recipe => ({
  ...recipe,
  ranker: { ...recipe.ranker, seed },
});

/** As good as nothing, but still the order in which a list is filled up, and the list of strangers. */
const TINY = 1e-6;

/** Columns of the forest, by what they look at. */
const FEATURE_GROUPS: Readonly<Record<string, readonly Feature[]>> = {
  "comparisons with single visits": [
    "transition_from_last",
    "transition_from_previous",
    "transition_to_last",
    "strongest_transition",
    "strongest_supporter_age",
    "similarity_to_last",
    "greatest_similarity",
    "mean_similarity",
  ],
  "popularity features": ["popularity", "trending", "occurrences", "popularity_gap"],
  "affinity features": ["brand_affinity", "category_affinity", "price_ratio"],
  "rank features": ["blend_relative", "rank", "supporters"],
};

/** The shipped model less one part each. Without a forest there are no features to leave out. */
function variants(data: TrainingData, recipe: Recipe): Variant[] {
  const without = (name: string, changed: Recipe): Variant => ({
    name,
    fit: (seed) => fitRecipe(data, seeded(changed, seed)).model,
  });
  const blend = (weights: Partial<Recipe["blend"]>): Recipe => ({
    ...recipe,
    blend: { ...recipe.blend, ...weights },
  });
  const hasForest = recipe.ranker.kind === "forest";
  return [
    ...(hasForest ? [without("forest", withRanker(recipe, "blend"))] : []),
    without("transitions", blend({ transitions: 0 })),
    without("co-occurrence", blend({ cooccurrence: 0 })),
    without("content", blend({ content: 0 })),
    without("popularity", blend({ popularity: TINY })),
    without("choice of the popularity's half-life", { ...recipe, popularity: defaultRecipe.popularity }),
    without("recency of visits", { ...recipe, history: { ...recipe.history, decay: 1, halfLifeDays: 1e6 } }),
    without("order of visits", {
      ...recipe,
      transitions: { ...recipe.transitions, backward: 1, decay: 1 },
    }),
    without("search", { ...defaultRecipe, popularity: recipe.popularity, ranker: recipe.ranker }),
    ...withoutGroups(data, recipe),
    ...withoutKinds(data, recipe),
    ...(hasForest
      ? Object.entries(FEATURE_GROUPS).map(([name, features]) => ({
          name,
          fit: (seed: number) => withoutFeatures(data, seeded(recipe, seed), new Set(features)),
        }))
      : []),
  ];
}

/** Fitted on variants as if each were a product; lists show one of each all the same. Nothing where there are none. */
function withoutGroups({ interactions, items, windows }: TrainingData, recipe: Recipe): Variant[] {
  if (items.every(({ groupId }) => groupId === undefined)) return [];
  const alone = items.map((item) => {
    const { groupId: _, ...fields } = item;
    return fields;
  });
  const data = prepareTraining(interactions, alone, windows);
  return [{ name: "variants as one product", fit: (seed) => fitRecipe(data, seeded(recipe, seed)).model }];
}

/** Nothing known of how kinds are bought again, together and after each other. Nothing where no item has a category. */
function withoutKinds({ beforeHoldout, items, labelCases, split }: TrainingData, recipe: Recipe): Variant[] {
  if (items.every(({ categories }) => (categories ?? []).length === 0)) return [];
  const plain = items.map((item) => ({ ...item, categories: [] }));
  const fitted = (interactions: Interactions, own: Recipe): Model => {
    const { companions, related, repurchase } = fitModel(interactions, plain, own);
    return { ...fitModel(interactions, items, own), companions, related, repurchase };
  };
  const fit = (seed: number): Model => {
    const own = seeded(recipe, seed);
    const model = fitted(beforeHoldout, own);
    if (own.ranker.kind === "blend") return model;
    return { ...model, forest: trainRanker(fitted(split.history, own), items, labelCases) };
  };
  return [{ name: "kinds", fit }];
}

/** The shipped recipe's blend with one part alone; popular items fill what it leaves empty. */
export function alone(data: TrainingData, recipe: Recipe, parts: readonly (keyof Recipe["blend"])[]): Model {
  const nothing = { transitions: 0, cooccurrence: 0, content: 0, popularity: TINY };
  const own = Object.fromEntries(parts.map((part) => [part, recipe.blend[part]]));
  return fitModel(data.beforeHoldout, data.items, {
    ...recipe,
    blend: { ...nothing, ...own },
    ranker: { ...recipe.ranker, kind: "blend" },
  });
}

function withoutFeatures(
  { split, items, labelCases, beforeHoldout }: TrainingData,
  recipe: Recipe,
  without: ReadonlySet<Feature>,
): Model {
  const forest = trainRanker(fitModel(split.history, items, recipe), items, labelCases, { without });
  return { ...fitModel(beforeHoldout, items, recipe), forest };
}
