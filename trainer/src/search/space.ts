// The hyperparameters that the search may turn, each on a grid of sensible values.
import { eventCode, type Recipe } from "@aisle/recommender";

/** One hyperparameter: how to read it, how to write it, and the values it may take, in order. */
interface Knob {
  readonly grid: readonly number[];
  read(recipe: Recipe): number;
  write(recipe: Recipe, value: number): Recipe;
}

const WINDOWS = [2, 3, 5, 8, 12, 20, 40];
const SHARES = [0, 0.15, 0.3, 0.5, 0.7, 0.85, 1];
const DECAYS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];
const EXPONENTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1];
const WEIGHTS = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.5, 2];
const DAYS = [3, 7, 14, 30, 60, 120, 365, 1000];
const VIEW_WEIGHTS = [0.05, 0.1, 0.2, 0.4, 0.7, 1];

type Collaborative = Recipe["transitions"];
type Exponent = "window" | "decay" | "backward" | "lengthExponent" | "sourceExponent" | "targetExponent";

function collaborative(
  graph: "transitions" | "cooccurrence",
  field: Exponent,
  grid: readonly number[],
): Knob {
  return {
    grid,
    read: (recipe) => recipe[graph][field],
    write: (recipe, value) => ({
      ...recipe,
      [graph]: { ...recipe[graph], [field]: value } satisfies Collaborative,
    }),
  };
}

function blend(field: keyof Recipe["blend"], grid: readonly number[]): Knob {
  return {
    grid,
    read: (recipe) => recipe.blend[field],
    write: (recipe, value) => ({ ...recipe, blend: { ...recipe.blend, [field]: value } }),
  };
}

function field(name: keyof Recipe["content"]["fields"]): Knob {
  return {
    grid: [0, 0.3, 0.6, 1, 1.5, 2.5],
    read: (recipe) => recipe.content.fields[name],
    write: (recipe, value) => ({
      ...recipe,
      content: { ...recipe.content, fields: { ...recipe.content.fields, [name]: value } },
    }),
  };
}

function viewWeight(part: "transitions" | "history"): Knob {
  return {
    grid: VIEW_WEIGHTS,
    read: (recipe) => recipe[part].eventWeights[eventCode.view]!,
    write: (recipe, value) => ({
      ...recipe,
      [part]: { ...recipe[part], eventWeights: recipe[part].eventWeights.with(eventCode.view, value) },
    }),
  };
}

const KNOBS: readonly Knob[] = [
  collaborative("transitions", "window", WINDOWS),
  collaborative("transitions", "decay", DECAYS),
  collaborative("transitions", "backward", SHARES),
  collaborative("transitions", "lengthExponent", EXPONENTS),
  collaborative("transitions", "sourceExponent", EXPONENTS),
  collaborative("transitions", "targetExponent", EXPONENTS),
  viewWeight("transitions"),
  collaborative("cooccurrence", "window", WINDOWS),
  collaborative("cooccurrence", "sourceExponent", EXPONENTS),
  collaborative("cooccurrence", "targetExponent", EXPONENTS),
  {
    grid: [0, 0.15, 0.3, 0.45, 0.6],
    read: (recipe) => recipe.content.popularityExponent,
    write: (recipe, value) => ({ ...recipe, content: { ...recipe.content, popularityExponent: value } }),
  },
  field("title"),
  field("brand"),
  field("category"),
  field("attribute"),
  {
    grid: DECAYS,
    read: (recipe) => recipe.history.decay,
    write: (recipe, value) => ({ ...recipe, history: { ...recipe.history, decay: value } }),
  },
  {
    grid: DAYS,
    read: (recipe) => recipe.history.halfLifeDays,
    write: (recipe, value) => ({ ...recipe, history: { ...recipe.history, halfLifeDays: value } }),
  },
  viewWeight("history"),
  blend("cooccurrence", WEIGHTS),
  blend("content", WEIGHTS),
  blend("popularity", [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]),
];

/** A neighbour of `recipe`: one or two hyperparameters moved by one or two places on their grids. */
export function neighbourOf(recipe: Recipe, random: () => number): Recipe {
  const moves = random() < 0.6 ? 1 : 2;
  let changed = recipe;
  for (let move = 0; move < moves; move++) {
    const knob = KNOBS[Math.floor(random() * KNOBS.length)]!;
    const from = nearest(knob.grid, knob.read(changed));
    const distance = (random() < 0.7 ? 1 : 2) * (random() < 0.5 ? -1 : 1);
    const to = Math.min(knob.grid.length - 1, Math.max(0, from + distance));
    changed = knob.write(changed, knob.grid[to]!);
  }
  return changed;
}

function nearest(grid: readonly number[], value: number): number {
  let best = 0;
  grid.forEach((candidate, at) => {
    if (Math.abs(candidate - value) < Math.abs(grid[best]! - value)) best = at;
  });
  return best;
}
