// What anybody reaches who counts by category, in the same events and catalogue that the model is trained on: what the data
// reveal without a model. It knows nothing of the truth.
import type { HistoryEntry, Query } from "@aisle/recommender";
import { type Pick, isOnSale } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";

const DAY = 86_400;
/** Purchases so long after another one count as made along with it. */
const ALONG_DAYS = 30;
/** Fewer repetitions say nothing of a cycle. */
const MIN_REPEATS = 10;
/** Due from this share of the usual time between two purchases to that many times it. */
const DUE_FROM = 0.6;
const DUE_TO = 2;
/** Pairs that are added to the expected ones, so that rare categories are not ahead by chance. */
const DOUBT = 5;

/** Answers as counts by narrowest category would have it. */
export class Counting {
  readonly #shop: KnownShop;
  readonly #category: readonly string[];
  /** For each category its items, the most looked at first, one of each product. */
  readonly #popular: ReadonlyMap<string, readonly number[]>;
  /** For each category the one that is bought after it most, beyond chance. */
  readonly #next: ReadonlyMap<string, string>;
  /** For each category the median days between two purchases of one product. */
  readonly #cycle: ReadonlyMap<string, number>;

  constructor(shop: KnownShop) {
    this.#shop = shop;
    this.#category = shop.items.map(({ categories }) => categories?.at(-1) ?? "");
    const purchases = shop.past.map((life) => life.filter(({ type }) => type === "purchase"));
    this.#popular = this.#countPopular();
    this.#next = this.#countNext(purchases);
    this.#cycle = this.#countCycles(purchases);
  }

  answer({ placement, history, limit, taken = [], now = 0 }: Query): readonly Pick[] {
    const [newest] = history;
    if (newest === undefined) return this.#shelf([{ category: undefined }], new Set(), limit);
    const owned = new Set(taken.map(({ item }) => this.#productOf(item)));
    const category = this.#category[newest.item]!;
    if (placement === "similar") return this.#shelf([{ category, because: newest.item }], owned, limit);
    const isDone = placement !== "personal" || newest.type === "purchase";
    const wanted = isDone ? (this.#next.get(category) ?? category) : category;
    const due = placement === "personal" ? this.#due(taken, now) : [];
    const rest = this.#shelf(
      [{ category: wanted, because: newest.item }, { category: undefined }],
      owned,
      limit,
    );
    return [...due, ...rest].slice(0, limit);
  }

  #productOf(item: number): string {
    const { groupId, itemId } = this.#shop.items[item]!;
    return groupId ?? itemId;
  }

  #due(taken: readonly HistoryEntry[], now: number): Pick[] {
    const last = new Map<string, HistoryEntry>();
    for (const entry of taken) {
      const product = this.#productOf(entry.item);
      if (entry.type === "purchase" && entry.time > (last.get(product)?.time ?? 0)) last.set(product, entry);
    }
    const lateness = ({ item, time }: HistoryEntry) =>
      (now - time) / DAY / (this.#cycle.get(this.#category[item]!) ?? Infinity);
    return [...last.values()]
      .filter(
        (entry) => lateness(entry) > DUE_FROM && lateness(entry) < DUE_TO && isOnSale(this.#shop, entry.item),
      )
      .sort((a, b) => Math.abs(lateness(a) - 1) - Math.abs(lateness(b) - 1))
      .map(({ item }) => ({ item, because: item }));
  }

  #shelf(
    from: readonly { readonly category: string | undefined; readonly because?: number }[],
    without: ReadonlySet<string>,
    limit: number,
  ): Pick[] {
    return from
      .flatMap(({ category, because }) =>
        (this.#popular.get(category ?? "") ?? []).map((item): Pick => ({ item, because })),
      )
      .filter(({ item }) => !without.has(this.#productOf(item)))
      .slice(0, limit);
  }

  /** Under the empty name, all items. */
  #countPopular(): ReadonlyMap<string, readonly number[]> {
    const { past, items } = this.#shop;
    const views = new Float64Array(items.length);
    for (const life of past) for (const { item } of life) views[item]!++;
    const seen = new Set<string>();
    const ranked = [...items.keys()]
      .filter((item) => isOnSale(this.#shop, item))
      .sort((a, b) => views[b]! - views[a]! || a - b)
      .filter((item) => !seen.has(this.#productOf(item)) && seen.add(this.#productOf(item)));
    return new Map([...Map.groupBy(ranked, (item) => this.#category[item]!), ["", ranked]]);
  }

  #countNext(purchases: readonly (readonly HistoryEntry[])[]): ReadonlyMap<string, string> {
    const bought = new Map<string, number>();
    const pairs = new Map<string, Map<string, number>>();
    for (const life of purchases)
      for (const main of life) {
        const category = this.#category[main.item]!;
        bought.set(category, (bought.get(category) ?? 0) + 1);
        const own = pairs.get(category) ?? new Map<string, number>();
        pairs.set(category, own);
        for (const other of life) {
          const after = other.time - main.time;
          const next = this.#category[other.item]!;
          if (after < 0 || after > ALONG_DAYS * DAY || next === category) continue;
          own.set(next, (own.get(next) ?? 0) + 1);
        }
      }
    const all = [...bought.values()].reduce((sum, count) => sum + count, 0);
    const best = Array.from(pairs, ([category, own]) => {
      const lift = (next: string) =>
        own.get(next)! / ((bought.get(category)! * bought.get(next)!) / all + DOUBT);
      const [first] = [...own.keys()].sort((a, b) => lift(b) - lift(a));
      return [category, first ?? category] as const;
    });
    return new Map(best);
  }

  #countCycles(purchases: readonly (readonly HistoryEntry[])[]): ReadonlyMap<string, number> {
    const gaps = new Map<string, number[]>();
    for (const life of purchases) {
      const last = new Map<string, number>();
      for (const { item, time } of life) {
        const product = this.#productOf(item);
        const before = last.get(product);
        last.set(product, time);
        if (before === undefined) continue;
        const category = this.#category[item]!;
        gaps.set(category, [...(gaps.get(category) ?? []), (time - before) / DAY]);
      }
    }
    return new Map(
      Array.from(gaps)
        .filter(([, days]) => days.length >= MIN_REPEATS)
        .map(([category, days]) => [category, days.sort((a, b) => a - b)[days.length >> 1]!]),
    );
  }
}
