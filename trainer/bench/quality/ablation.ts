// What each part of the shipped model is worth: the model without it, fitted again and measured on the same customers.
import {
  defaultRecipe,
  type Feature,
  fitModel,
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
import { withRanker } from "../../src/train/choose-ranker.ts";

export interface Variant {
  readonly name: string;
  readonly fit: () => Model;
}

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
export function ablations(data: TrainingData, { recipe }: Challenger): Variant[] {
  const without = (name: string, changed: Recipe): Variant => ({
    name,
    fit: () => fitRecipe(data, changed).model,
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
    ...(hasForest
      ? Object.entries(FEATURE_GROUPS).map(([name, features]) => ({
          name,
          fit: () => withoutFeatures(data, recipe, new Set(features)),
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
  const fit = (): Model => fitRecipe(prepareTraining(interactions, alone, windows), recipe).model;
  return [{ name: "variants as one product", fit }];
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
