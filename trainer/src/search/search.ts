// Chooses hyperparameters by hill climbing: each trial is a model with a small forest, judged by customers it never saw.
import {
  type Case,
  evaluate,
  fitModel,
  type Interactions,
  type Item,
  type Model,
  mulberry32,
  PartCache,
  type Recipe,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import { type Halves, MAX_JUDGES } from "../train/cases.ts";
import { drawMoves, type Move, moved } from "./space.ts";

export interface SearchData {
  /** What graphs are fitted on; ends before the cases begin. */
  readonly interactions: Interactions;
  readonly items: readonly Item[];
  /** Validation customers, in no order. */
  readonly halves: Halves;
  /** Parts that were fitted on the same interactions and items before. */
  readonly cache?: PartCache;
}

/** What was measured: NDCG@10, and how sure differences are. */
export interface Measurements {
  get(key: string): number | undefined;
  set(key: string, ndcg: number): void;
}

/** Who judges what was learned from whom. */
interface Fold extends Pick<Halves, "training" | "judging"> {
  readonly name: string;
}

export interface SearchOptions {
  /** All of these are measured, as long as `stop` lets them, and the climb begins at the best. At least one. */
  readonly starts: readonly Recipe[];
  /** The climb ends after this many trials … */
  readonly trials: number;
  /** … or when `stop` says so, asked before each start but the first and before each trial. */
  readonly stop?: () => boolean;
  readonly seed: number;
  /** What earlier attempts at the same search measured; new measurements are added. */
  readonly measurements?: Measurements;
  readonly onTrial?: (trial: Trial) => void | Promise<void>;
}

export interface Trial {
  /** From 0; the starts come first. */
  readonly number: number;
  readonly recipe: Recipe;
  /** NDCG@10 over all customers, or over the sample when that was enough to turn it down. */
  readonly ndcg: number;
  readonly screened: boolean;
  /** It is better than the best so far by more than the standard error of the difference, and now is the best. */
  readonly accepted: boolean;
}

export interface SearchResult {
  readonly recipe: Recipe;
  /** NDCG@10 of the chosen recipe, with small forests if it asks for one, over all customers. */
  readonly ndcg: number;
  /** How many recipes were tried beyond the starts. */
  readonly trials: number;
}

/** Customers that decide whether a trial is worth measuring on all. */
const SCREENING_CASES = 4000;

/**
 * The forest of a trial. Over random recipes its NDCG correlates with that of a whole one at .9 (Beauty and a generated
 * shop, label windows), while the blend's correlates at .4 and .6, and it takes a fifth of the time.
 */
const TRIAL_FOREST = { trees: 20, rows: 30_000 };

/** Draws of moves that lead only to what was tried: then the climb is at its end. */
const MOST_DRAWS = 200;

/**
 * Searches from the best of the starts. A sample of the judging half turns most trials down; what passes is measured on
 * all customers, each half judging a forest that learned from the other, and has to be better by more than the standard error
 * of the difference: the best of many trials that differ by chance would rank no better. Deterministic for a seed and a number
 * of trials.
 */
export async function searchRecipe(data: SearchData, options: SearchOptions): Promise<SearchResult> {
  const random = mulberry32(options.seed);
  const { training, judging } = data.halves;
  const whole: Fold = { name: "first", training, judging: judging.slice(0, MAX_JUDGES) };
  const other: Fold = { name: "second", training: judging, judging: training.slice(0, MAX_JUDGES) };
  const sample: Fold = { name: "sample", training, judging: judging.slice(0, SCREENING_CASES) };
  const screening = judging.length <= SCREENING_CASES ? whole : sample;
  const cache = data.cache ?? new PartCache();
  const tried = new Set<string>();
  const best = { recipe: options.starts[0]!, ndcg: -1, onSample: -1 };
  /** NDCG@10 of each customer of a fold, by recipe: of the best and of what is compared with it. */
  const perCase = new Map<Recipe, Map<Fold, Float64Array>>();
  let number = 0;
  let recommender: Recommender | undefined;
  let last: { readonly recipe: Recipe; readonly learned: readonly Case[]; readonly model: Model } | undefined;

  for (const [at, start] of options.starts.entries()) {
    if (at > 0 && options.stop?.() === true) break;
    if (isNew(start)) await attempt(start);
  }

  /** Moves that do nothing: hyperparameters of parts that this shop, or the best recipe, makes no use of. */
  const idle = new Set<number>();
  let lastMoves: readonly Move[] | undefined;
  let trials = 0;
  while (trials < options.trials && options.stop?.() !== true) {
    const moves = propose(lastMoves);
    if (moves === undefined) break;
    trials++;
    const { accepted, onSample } = await attempt(moved(best.recipe, moves));
    lastMoves = accepted ? moves : undefined;
    if (accepted) idle.clear();
    else if (onSample === best.onSample && moves.length === 1) idle.add(moves[0]!.knob);
  }
  return { recipe: best.recipe, ndcg: best.ndcg, trials };

  /** What led upwards, once more; else something that was not tried yet. */
  function propose(upwards: readonly Move[] | undefined): readonly Move[] | undefined {
    if (upwards !== undefined && isNew(moved(best.recipe, upwards))) return upwards;
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const moves = drawMoves(random, idle);
      if (isNew(moved(best.recipe, moves))) return moves;
    }
    return undefined;
  }

  function isNew(recipe: Recipe): boolean {
    return !tried.has(JSON.stringify(recipe));
  }

  async function attempt(recipe: Recipe): Promise<{ accepted: boolean; onSample: number }> {
    tried.add(JSON.stringify(recipe));
    const onSample = measure(recipe, screening);
    const screened = onSample <= best.onSample;
    const ndcg = screened ? onSample : onAll(recipe, screening === whole ? onSample : measure(recipe, whole));
    const accepted = !screened && ndcg > best.ndcg + (best.ndcg < 0 ? 0 : errorOf(recipe));
    if (accepted) Object.assign(best, { recipe, ndcg, onSample });
    for (const known of perCase.keys()) if (known !== best.recipe) perCase.delete(known);
    // A trial leaves a hundred megabytes behind, and the heap would grow by several of them before they are freed.
    Bun.gc(true);
    await options.onTrial?.({ number: number++, recipe, ndcg, screened, accepted });
    return { accepted, onSample };
  }

  function onAll(recipe: Recipe, onWhole: number): number {
    const [first, second] = [whole.judging.length, other.judging.length];
    if (first + second === 0) return 0;
    return (first * onWhole + second * measure(recipe, other)) / (first + second);
  }

  /** The standard error of how much better a recipe is than the best: customers are the same, and most lists, too. */
  function errorOf(recipe: Recipe): number {
    return remembered(`error:${JSON.stringify([best.recipe, recipe])}`, () => {
      const differences = [whole, other].flatMap((fold) => {
        const before = casesOf(best.recipe, fold);
        return Array.from(casesOf(recipe, fold), (ndcg, at) => ndcg - before[at]!);
      });
      return standardError(differences);
    });
  }

  /** NDCG@10 over the judging customers of a fold; what is known is not measured again. */
  function measure(recipe: Recipe, fold: Fold): number {
    return remembered(`${fold.name}:${JSON.stringify(recipe)}`, () => {
      const cases = casesOf(recipe, fold);
      return cases.length === 0 ? 0 : cases.reduce((sum, ndcg) => sum + ndcg, 0) / cases.length;
    });
  }

  function casesOf(recipe: Recipe, fold: Fold): Float64Array {
    let folds = perCase.get(recipe);
    if (folds === undefined) perCase.set(recipe, (folds = new Map<Fold, Float64Array>()));
    let cases = folds.get(fold);
    if (cases === undefined) {
      const model = rankedModel(recipe, fold.training);
      recommender = recommender?.withModel(model) ?? new Recommender(model, data.items);
      folds.set(fold, (cases = evaluate(recommender, fold.judging).perCase));
    }
    return cases;
  }

  function remembered(key: string, find: () => number): number {
    const known = options.measurements?.get(key);
    if (known !== undefined) return known;
    const found = find();
    options.measurements?.set(key, found);
    return found;
  }

  /** The last one is kept: two folds learn from the same half. */
  function rankedModel(recipe: Recipe, learned: readonly Case[]): Model {
    if (last?.recipe === recipe && last.learned === learned) return last.model;
    const model = fitModel(data.interactions, data.items, recipe, cache);
    last = { recipe, learned, model: { ...model, forest: smallForest(model, learned) } };
    return last.model;
  }

  function smallForest(model: Model, learned: readonly Case[]): Model["forest"] {
    const { recipe } = model;
    if (recipe.ranker.kind === "blend") return undefined;
    const { ranker } = recipe;
    const trees = Math.min(ranker.trees, TRIAL_FOREST.trees);
    const rows = Math.min(ranker.rows, TRIAL_FOREST.rows);
    const small = { ...recipe, ranker: { ...ranker, trees, rows } };
    return trainRanker({ ...model, recipe: small }, data.items, learned);
  }
}

/** Of a mean; 0 of fewer than two values. */
function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
