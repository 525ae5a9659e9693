// What a customer's purchases say about what they want now: kinds they have got, and products that are due again.
import type { HistoryEntry } from "../scorer/query.ts";
import { AGE_STEPS, ageStep } from "./ages.ts";
import type { Repurchase } from "./fit-repurchase.ts";
import { type CatalogueKinds, NO_KIND } from "./kinds.ts";
import { VISIT_PAUSE } from "./visits.ts";

/** At most so many products of one customer are due. */
const MAX_DUE = 20;

/** Nothing is due again on the day it was bought. */
const MIN_DUE_SECONDS = 86_400;

/** A product less likely to be bought again than this is not due. */
const MIN_REPEATS = 0.05;

export interface Due {
  /** The item that the model knows the product by. */
  readonly item: number;
  /** The variant that was bought last. */
  readonly bought: number;
  /** How likely it is bought now by a customer who buys something, 0 to 1. */
  readonly probability: number;
}

/** One customer's habits at one moment. */
export interface Habits {
  /** What an item's score is multiplied by, 0 to 1; undefined when that is 1 for all. */
  readonly kept: ((item: number) => number) | undefined;
  /** Likeliest first. */
  readonly due: readonly Due[];
  /** Seconds since the customer did anything. */
  readonly idle: number;
}

export const NO_HABITS: Habits = { kept: undefined, due: [], idle: 0 };

/** The part of a question that habits are about. */
export interface Past {
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  readonly taken?: readonly HistoryEntry[] | undefined;
  /** Unix time in seconds; absent means the newest event's. */
  readonly now?: number | undefined;
}

/** Whether purchases say anything about what is wanted. Where nothing is bought in kinds, or only once, they do not. */
export function tellsHabits({ kept, repeats }: Repurchase): boolean {
  return kept.some((share) => share < 1) || repeats.some((probability) => probability >= MIN_REPEATS);
}

/** How long ago the customer did anything, in seconds; 0 without a history. */
export function idleOf({ history, taken = history, now = history[0]?.time ?? 0 }: Past): number {
  if (history.length === 0) return 0;
  let newest = -Infinity;
  for (const { time } of history) newest = Math.max(newest, time);
  // What is in a session says only here when it was.
  for (const { time } of taken) newest = Math.max(newest, time);
  return Math.max(0, now - newest);
}

/** `productOf` says which item the model knows an item's product by. */
export function habitsOf(
  past: Past,
  { kept, repeats }: Repurchase,
  kinds: CatalogueKinds,
  productOf: (item: number) => number,
): Habits {
  const { history, taken = history } = past;
  const now = past.now ?? history[0]?.time ?? 0;
  const idle = idleOf(past);
  const products = new Map<number, { readonly bought: number; readonly time: number }>();
  const boughtAt = new Map<number, number>();
  for (const { item, type, time } of taken) {
    if (type !== "purchase") continue;
    const product = productOf(item);
    if (time > (products.get(product)?.time ?? -Infinity)) products.set(product, { bought: item, time });
    const kind = kinds.of(item);
    if (kind !== NO_KIND) boughtAt.set(kind, Math.max(time, boughtAt.get(kind) ?? -Infinity));
  }
  if (products.size === 0) return { ...NO_HABITS, idle };
  // Who looks at a kind again after that visit wants it again.
  for (const { item, type, time } of taken === history ? history : [...history, ...taken]) {
    const kind = kinds.of(item);
    if (type !== "purchase" && type !== "hide" && time > (boughtAt.get(kind) ?? Infinity) + VISIT_PAUSE)
      boughtAt.delete(kind);
  }
  const shares = new Map<number, number>();
  for (const [kind, time] of boughtAt) {
    const share = kept[kind * AGE_STEPS + ageStep(now - time)] ?? 1;
    if (share < 1) shares.set(kind, share);
  }
  const due: Due[] = [];
  for (const [item, { bought, time }] of products) {
    const probability = repeats[kinds.of(bought) * AGE_STEPS + ageStep(now - time)] ?? 0;
    if (now - time >= MIN_DUE_SECONDS && probability >= MIN_REPEATS) due.push({ item, bought, probability });
  }
  due.sort((a, b) => b.probability - a.probability || a.item - b.item);
  const again = new Set(due.map(({ item }) => item));
  return {
    // What is due is wanted, although the customer has got the kind.
    kept:
      shares.size === 0
        ? undefined
        : (item) => (again.has(productOf(item)) ? 1 : (shares.get(kinds.of(item)) ?? 1)),
    due: due.slice(0, MAX_DUE),
    idle,
  };
}
