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
  {
    grid: DAYS,
    read: (recipe) => recipe.popularity.halfLifeDays,
    write: (recipe, value) => ({ ...recipe, popularity: { ...recipe.popularity, halfLifeDays: value } }),
  },
  blend("cooccurrence", WEIGHTS),
  blend("content", WEIGHTS),
  blend("popularity", [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]),
  {
    grid: [4, 5, 6, 7],
    read: (recipe) => recipe.ranker.depth,
    write: (recipe, value) => ({ ...recipe, ranker: { ...recipe.ranker, depth: value } }),
  },
];

/** One hyperparameter, by its number, moved so many places on its grid. */
export interface Move {
  readonly knob: number;
  readonly places: number;
}

/** One or two moves by one or two places, none of hyperparameters in `idle` unless all are. */
export function drawMoves(random: () => number, idle: ReadonlySet<number>): readonly Move[] {
  const all = Array.from(KNOBS.keys());
  const awake = all.filter((knob) => !idle.has(knob));
  const knobs = awake.length > 0 ? awake : all;
  return Array.from({ length: random() < 0.6 ? 1 : 2 }, () => ({
    knob: knobs[Math.floor(random() * knobs.length)]!,
    places: (random() < 0.7 ? 1 : 2) * (random() < 0.5 ? -1 : 1),
  }));
}

/** `recipe` after the moves; they end at the ends of the grids. */
export function moved(recipe: Recipe, moves: readonly Move[]): Recipe {
  return moves.reduce((changed, move) => {
    const knob = KNOBS[move.knob]!;
    const to = nearest(knob.grid, knob.read(changed)) + move.places;
    return knob.write(changed, knob.grid[Math.min(knob.grid.length - 1, Math.max(0, to))]!);
  }, recipe);
}

function nearest(grid: readonly number[], value: number): number {
  let best = 0;
  grid.forEach((candidate, at) => {
    if (Math.abs(candidate - value) < Math.abs(grid[best]! - value)) best = at;
  });
  return best;
}
