// Chooses hyperparameters by hill climbing on validation customers, cheap first: a sample screens, all decide.
import {
  type Case,
  evaluate,
  fitModel,
  type Interactions,
  type Item,
  mulberry32,
  PartCache,
  type Recipe,
  Recommender,
  shuffled,
} from "@aisle/recommender";
import { neighbourOf } from "./space.ts";

export interface SearchData {
  /** What graphs are fitted on; ends before the cases begin. */
  readonly interactions: Interactions;
  readonly items: readonly Item[];
  /** Validation customers. */
  readonly cases: readonly Case[];
  /** Parts that were fitted on the same interactions and items before. */
  readonly cache?: PartCache;
}

/** Measured NDCG@10 by what was measured. */
export interface Measurements {
  get(key: string): number | undefined;
  set(key: string, ndcg: number): void;
}

export interface SearchOptions {
  readonly start: Recipe;
  /** Ends after this many trials … */
  readonly trials: number;
  /** … or when `stop` says so, asked before each trial. */
  readonly stop?: () => boolean;
  readonly seed: number;
  /** What earlier attempts at the same search measured; new measurements are added. */
  readonly measurements?: Measurements;
  readonly onTrial?: (trial: Trial) => void | Promise<void>;
}

export interface Trial {
  /** 0 is the start. */
  readonly number: number;
  readonly recipe: Recipe;
  /** NDCG@10 over all cases, or over the sample when that was enough to turn it down. */
  readonly ndcg: number;
  readonly screened: boolean;
  /** It is the best so far. */
  readonly accepted: boolean;
}

export interface SearchResult {
  readonly recipe: Recipe;
  /** NDCG@10 of the chosen recipe over all cases. */
  readonly ndcg: number;
  readonly trials: number;
}

/** Customers that decide whether a trial is worth measuring on all. */
const SCREENING_CASES = 4000;

/** Searches from `start`. Deterministic for a seed and a number of trials. */
export async function searchRecipe(data: SearchData, options: SearchOptions): Promise<SearchResult> {
  const random = mulberry32(options.seed);
  const cases = shuffled(data.cases, random);
  const sample = cases.slice(0, SCREENING_CASES);
  const cache = data.cache ?? new PartCache();
  const tried = new Set<string>();

  let best = options.start;
  let bestNdcg = measure(best, cases);
  let bestOnSample = measure(best, sample);
  await options.onTrial?.({ number: 0, recipe: best, ndcg: bestNdcg, screened: false, accepted: true });
  let trials = 0;
  while (trials < options.trials && options.stop?.() !== true) {
    const recipe = neighbourOf(best, random);
    trials++;
    const key = JSON.stringify(recipe);
    if (tried.has(key) || key === JSON.stringify(best)) continue;
    tried.add(key);
    const onSample = measure(recipe, sample);
    const screened = onSample <= bestOnSample;
    const ndcg = screened || sample.length === cases.length ? onSample : measure(recipe, cases);
    const accepted = !screened && ndcg > bestNdcg;
    if (accepted) {
      best = recipe;
      bestNdcg = ndcg;
      bestOnSample = onSample;
    }
    await options.onTrial?.({ number: trials, recipe, ndcg, screened, accepted });
  }
  return { recipe: best, ndcg: bestNdcg, trials };

  function measure(recipe: Recipe, over: readonly Case[]): number {
    const key = `${over.length}:${JSON.stringify(recipe)}`;
    const known = options.measurements?.get(key);
    if (known !== undefined) return known;
    const model = fitModel(data.interactions, data.items, recipe, cache);
    const ndcg = evaluate(new Recommender(model, data.items), over).ndcgAt10;
    options.measurements?.set(key, ndcg);
    return ndcg;
  }
}
