// Runs the serving scorer over held-out customers and measures its lists.
import type { HistoryEntry, Query } from "../scorer/query.ts";
import type { Recommender } from "../scorer/recommender.ts";
import type { Rules } from "../rules/rules.ts";
import { coverage, intraListDiversity, novelty } from "./lists.ts";
import type { Attributes } from "../segments/attributes.ts";
import { averagePrecision, hitRate, ndcg, recall, reciprocalRank } from "./ranking.ts";

/** One customer at one moment: what was known, and what was taken afterwards. */
export interface Case {
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The query's `taken`: what the customer has, in no order; absent means: see the history. */
  readonly owned?: readonly HistoryEntry[];
  /** What is known of the customer besides. */
  readonly context?: Attributes | undefined;
  /** When it is asked, in unix seconds; absent means at the newest event. */
  readonly now?: number;
  readonly taken: ReadonlySet<number>;
  /**
   * What the same customer asked in the middle of a visit, and took in the rest of it: a ranker learns from it, nobody is
   * judged by it.
   */
  readonly midVisit?: Omit<Case, "midVisit">;
}

/** What is sold out today was not on the day that is judged. */
export const WHATEVER_THE_STOCK: Rules = { filter: { inStock: false } };

/** The question that a case asks. */
export function queryOf({ history, owned, context, now }: Omit<Case, "taken">, limit: number): Query {
  return {
    placement: "personal",
    history,
    limit,
    rules: WHATEVER_THE_STOCK,
    ...(owned && { taken: owned }),
    ...(context && { context }),
    ...(now !== undefined && { now }),
  };
}

export interface Evaluation {
  readonly cases: number;
  readonly ndcgAt5: number;
  readonly ndcgAt10: number;
  readonly ndcgAt20: number;
  readonly recallAt10: number;
  readonly hitRateAt5: number;
  readonly hitRateAt10: number;
  readonly hitRateAt20: number;
  readonly mrrAt10: number;
  readonly mapAt10: number;
  /** Of the lists of 10. */
  readonly coverageAt10: number;
  readonly noveltyAt10: number;
  readonly diversityAt10: number;
  /** NDCG@10 of each case, in order: what paired comparisons are made of. */
  readonly perCase: Float64Array;
  /** The lists of 10, in order, each entry the item that stands for a product. */
  readonly lists: readonly Uint32Array[];
  /** Median time of one ranking, in microseconds: what else the machine did must not count. */
  readonly microsecondsPerCase: number;
}

const DEPTH = 20;

/** Diversity is quadratic in the list, so it is measured on every so many cases that about this many are. */
const DIVERSITY_SAMPLE = 1000;

/** Ranks each case with `recommender` and averages the metrics over all cases. `now` is a millisecond clock. */
export function evaluate(
  recommender: Recommender,
  cases: readonly Case[],
  now: () => number = () => performance.now(),
): Evaluation {
  const perCase = new Float64Array(cases.length);
  const lists: Uint32Array[] = [];
  const sums = { ndcg5: 0, ndcg20: 0, recall: 0, hit5: 0, hit10: 0, hit20: 0, mrr: 0, map: 0 };
  const milliseconds = new Float64Array(cases.length);
  cases.forEach((one, at) => {
    const started = now();
    const shown = topItems(recommender, one, DEPTH);
    milliseconds[at] = now() - started;
    // Who took another variant took the product.
    const list = shown.map((item) => recommender.productOf(item));
    const taken = new Set(Array.from(one.taken, (item) => recommender.productOf(item)));
    perCase[at] = ndcg(list, taken, 10);
    sums.ndcg5 += ndcg(list, taken, 5);
    sums.ndcg20 += ndcg(list, taken, 20);
    sums.recall += recall(list, taken, 10);
    sums.hit5 += hitRate(list, taken, 5);
    sums.hit10 += hitRate(list, taken, 10);
    sums.hit20 += hitRate(list, taken, 20);
    sums.mrr += reciprocalRank(list, taken, 10);
    sums.map += averagePrecision(list, taken, 10);
    lists.push(list.slice(0, 10));
  });
  const { occurrences } = recommender.model;
  const total = occurrences.reduce((a, b) => a + b, 0);
  const every = Math.max(1, Math.floor(lists.length / DIVERSITY_SAMPLE));
  const sampled = lists.filter((_, at) => at % every === 0);
  const mean = (sum: number): number => (cases.length === 0 ? 0 : sum / cases.length);
  return {
    cases: cases.length,
    ndcgAt5: mean(sums.ndcg5),
    ndcgAt10: mean(perCase.reduce((a, b) => a + b, 0)),
    ndcgAt20: mean(sums.ndcg20),
    recallAt10: mean(sums.recall),
    hitRateAt5: mean(sums.hit5),
    hitRateAt10: mean(sums.hit10),
    hitRateAt20: mean(sums.hit20),
    mrrAt10: mean(sums.mrr),
    mapAt10: mean(sums.map),
    coverageAt10: coverage(lists, recommender.size),
    noveltyAt10: average(lists, (list) => novelty(list, occurrences, total)),
    diversityAt10: average(sampled, (list) =>
      intraListDiversity(list, (a, b) => recommender.similarity(a, b)),
    ),
    perCase,
    lists,
    microsecondsPerCase: 1000 * (milliseconds.sort()[milliseconds.length >> 1] ?? 0),
  };
}

/** The first `count` items for a customer's past, as a request would get them if nothing were sold out. */
export function topItems(recommender: Recommender, past: Omit<Case, "taken">, count: number): Uint32Array {
  const { items } = recommender.recommend({ ...queryOf(past, count), explain: false });
  return Uint32Array.from(items, ({ item }) => item);
}

function average<T>(values: readonly T[], measure: (value: T) => number): number {
  let sum = 0;
  for (const value of values) sum += measure(value);
  return values.length === 0 ? 0 : sum / values.length;
}
