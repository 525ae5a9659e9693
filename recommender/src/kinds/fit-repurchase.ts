// Learns how products are bought again: whether interest in a kind is over once one was bought, and when the same
// product is due.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { AGE_STEPS, ageStep } from "./ages.ts";
import { type Kinds, NO_KIND } from "./kinds.ts";
import { forEachVisit } from "./visits.ts";

/** So many cases of what is usual are added to those of each kind and age. */
const PRIOR_CASES = 5;

/** Not even what nobody buys twice counts for nothing: where all else is ruled out, the best of a kind come first. */
const MIN_KEPT = 0.001;

/** Products of one customer that are followed; the oldest are given up. */
const MAX_FOLLOWED = 200;

/** Both tables are kinds × `AGE_STEPS`, row-major; the first row is that of items without a kind. */
export interface Repurchase {
  /**
   * What the score of a kind is multiplied by, 0 to 1, when the customer bought of it so long ago and has not looked at
   * it since.
   */
  readonly kept: Float32Array;
  /** How likely a customer who buys something buys the same product that they bought so long ago, 0 to 1. */
  readonly repeats: Float32Array;
}

/** Cases and how many of them came true, per kind and age. */
class Counts {
  readonly cases: Float64Array;
  readonly hits: Float64Array;

  constructor(rows: number) {
    this.cases = new Float64Array(rows * AGE_STEPS);
    this.hits = new Float64Array(rows * AGE_STEPS);
  }

  add(kind: number, age: number, isHit: boolean): void {
    this.cases[kind * AGE_STEPS + age]!++;
    if (isHit) this.hits[kind * AGE_STEPS + age]!++;
  }
}

/**
 * Looks at every visit in which something was bought: of which kinds, beside what the customer had done in the visits
 * before. Variants of a product must be one item in `interactions`.
 */
export function fitRepurchase(interactions: Interactions, of: Kinds): Repurchase {
  const bought = new Counts(of.kinds + 1);
  const seen = new Counts(of.kinds + 1);
  const again = new Counts(of.kinds + 1);
  const customer = new Customer(interactions, of, { bought, seen, again });
  forEachVisit(
    interactions,
    (from, to) => customer.visit(from, to),
    () => customer.leave(),
  );
  // An age at which nobody was seen is one at which nothing is bought again.
  const repeats = smoothed(again.hits, again.cases, 0) ?? new Float32Array(again.cases.length);
  return { kept: keptShares(bought, seen), repeats };
}

interface Tallies {
  readonly bought: Counts;
  readonly seen: Counts;
  readonly again: Counts;
}

/** What one customer did in the visits before the one at hand. */
class Customer {
  readonly #interactions: Interactions;
  readonly #kinds: Kinds;
  readonly #tallies: Tallies;
  /** Time of the last purchase and of the last other interest per kind; NaN for never. */
  readonly #boughtAt: Float64Array;
  readonly #seenAt: Float64Array;
  readonly #known: number[] = [];
  /** Products bought, the one of longest ago first. */
  readonly #products = new Map<number, { readonly kind: number; readonly time: number }>();

  constructor(interactions: Interactions, kinds: Kinds, tallies: Tallies) {
    this.#interactions = interactions;
    this.#kinds = kinds;
    this.#tallies = tallies;
    this.#boughtAt = new Float64Array(kinds.kinds + 1).fill(Number.NaN);
    this.#seenAt = new Float64Array(kinds.kinds + 1).fill(Number.NaN);
  }

  /** The entries `from` to `to`, the latter exclusive, are one visit. */
  visit(from: number, to: number): void {
    const { item, type, time } = this.#interactions;
    const { kindOf } = this.#kinds;
    /** The kinds of the products bought. */
    const purchases = new Map<number, number>();
    for (let at = from; at < to; at++)
      if (type[at] === eventCode.purchase) purchases.set(item[at]!, kindOf[item[at]!]!);
    if (purchases.size > 0) this.#learn(purchases, time[from]!);
    const kindsBought = new Set(purchases.values());
    const end = time[to - 1]!;
    for (let at = from; at < to; at++) {
      const kind = kindOf[item[at]!]!;
      if (kind === NO_KIND || type[at] === eventCode.hide) continue;
      if (Number.isNaN(this.#boughtAt[kind]!) && Number.isNaN(this.#seenAt[kind]!)) this.#known.push(kind);
      if (kindsBought.has(kind)) this.#boughtAt[kind] = end;
      else this.#seenAt[kind] = end;
    }
    for (const [product, kind] of purchases) {
      this.#products.delete(product);
      this.#products.set(product, { kind, time: end });
      if (this.#products.size > MAX_FOLLOWED) this.#products.delete(this.#products.keys().next().value!);
    }
  }

  #learn(purchases: ReadonlyMap<number, number>, now: number): void {
    const { bought, seen, again } = this.#tallies;
    const others = new Set<number>();
    for (const [product, kind] of purchases) if (!this.#products.has(product)) others.add(kind);
    for (const kind of this.#known) {
      const boughtAt = this.#boughtAt[kind]!;
      const seenAt = this.#seenAt[kind]!;
      if (seenAt > boughtAt || Number.isNaN(boughtAt))
        seen.add(kind, ageStep(now - seenAt), others.has(kind));
      else bought.add(kind, ageStep(now - boughtAt), others.has(kind));
    }
    for (const [product, { kind, time }] of this.#products)
      again.add(kind, ageStep(now - time), purchases.has(product));
  }

  /** Forgets everything, for the next customer. */
  leave(): void {
    for (const kind of this.#known) this.#boughtAt[kind] = this.#seenAt[kind] = Number.NaN;
    this.#known.length = 0;
    this.#products.clear();
  }
}

/** How often a kind is bought after it was bought, beside how often after it was only looked at. */
function keptShares(bought: Counts, seen: Counts): Float32Array {
  const kept = new Float32Array(bought.cases.length).fill(1);
  const usual = sharesByAge(seen.hits, seen.cases);
  if (usual === undefined || usual.overall === 0) return kept;
  const rows = kept.length / AGE_STEPS;
  const expected = new Float64Array(kept.length);
  for (let kind = 1; kind < rows; kind++) {
    const liking = rowRatio(seen.hits, seen.cases, usual.overall, kind);
    for (let age = 0; age < AGE_STEPS; age++) {
      const at = kind * AGE_STEPS + age;
      expected[at] = bought.cases[at]! * usual.byAge[age]! * liking;
    }
  }
  const shares = smoothed(bought.hits, expected);
  if (shares === undefined) return kept;
  return shares.map((share, at) => (at < AGE_STEPS ? 1 : Math.max(MIN_KEPT, share)));
}

/**
 * Hits as shares of `cases`, at most 1, drawn to those of the kind and of the age, and these to `unseen`, by default the
 * share of all ages; undefined without cases.
 */
function smoothed(hits: Float64Array, cases: Float64Array, unseen?: number): Float32Array | undefined {
  const usual = sharesByAge(hits, cases, unseen);
  if (usual === undefined) return undefined;
  const shares = new Float32Array(hits.length);
  for (let kind = 0; kind < hits.length / AGE_STEPS; kind++) {
    const ofKind = rowRatio(hits, cases, usual.overall, kind);
    for (let age = 0; age < AGE_STEPS; age++) {
      const at = kind * AGE_STEPS + age;
      const prior = Math.min(1, usual.byAge[age]! * ofKind);
      shares[at] = Math.min(1, (hits[at]! + PRIOR_CASES * prior) / (cases[at]! + PRIOR_CASES));
    }
  }
  return shares;
}

/** Hits as shares of the cases of all kinds, at each age and at all; undefined without cases. */
function sharesByAge(
  hits: Float64Array,
  cases: Float64Array,
  unseen?: number,
): { readonly byAge: Float64Array; readonly overall: number } | undefined {
  const sums = { hits: new Float64Array(AGE_STEPS), cases: new Float64Array(AGE_STEPS) };
  for (let at = 0; at < hits.length; at++) {
    sums.hits[at % AGE_STEPS]! += hits[at]!;
    sums.cases[at % AGE_STEPS]! += cases[at]!;
  }
  const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  if (total(sums.cases) === 0) return undefined;
  const overall = total(sums.hits) / total(sums.cases);
  const byAge = sums.hits.map(
    (sum, age) => (sum + PRIOR_CASES * (unseen ?? overall)) / (sums.cases[age]! + PRIOR_CASES),
  );
  return { byAge, overall };
}

/** How many times as many hits a kind has as if its share were the overall one. */
function rowRatio(hits: Float64Array, cases: Float64Array, overall: number, kind: number): number {
  const from = kind * AGE_STEPS;
  let [found, expected] = [0, 0];
  for (let at = from; at < from + AGE_STEPS; at++) {
    found += hits[at]!;
    expected += cases[at]! * overall;
  }
  return (found + PRIOR_CASES) / (expected + PRIOR_CASES);
}
