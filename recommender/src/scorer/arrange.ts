// From ranked candidates to what a list shows: as different as asked, and with what the shop pinned in front.
import { cosine, type TermVector } from "../content/vectors.ts";
import type { ProductRules } from "../groups/variant-choice.ts";
import type { CompiledRules } from "../rules/compile.ts";
import { diversify } from "../rules/diversify.ts";
import type { Query, RankedItem } from "./query.ts";
import type { Ranking } from "./ranking.ts";
import { PINNED } from "./reasons.ts";

/** Rows of the candidates in the order they are shown, pins aside. */
export function arranged(
  query: Query,
  { candidates, scores, order }: Ranking,
  rules: CompiledRules,
  vectorOf: (item: number) => TermVector,
): readonly number[] {
  const diversity = query.rules?.diversity ?? 0;
  if (diversity === 0) return order.slice(0, query.limit);
  const pool = order.map((at) => scores[at]! * (rules.boost?.(candidates.item[at]!) ?? 1));
  const vectors = order.map((at) => vectorOf(candidates.item[at]!));
  const picked = diversify(pool, query.limit, diversity, (a, b) =>
    Math.min(1, cosine(vectors[a]!, vectors[b]!)),
  );
  return picked.map((position) => order[position]!);
}

/** The items with the query's pins before them; `productOf` says which item stands for an item's product. */
export function withPins(
  query: Query,
  rules: ProductRules,
  items: readonly RankedItem[],
  productOf: (item: number) => number,
): readonly RankedItem[] {
  const { pin = [] } = query.rules ?? {};
  if (pin.length === 0) return items;
  const pins = new Set(pin.flatMap((item) => rules.inPlaceOf(item) ?? []));
  const key = (item: number): number => (query.variants === "all" ? item : productOf(item));
  const ranked = new Map(items.map((entry) => [key(entry.item), entry]));
  const pinned = Array.from(pins, (item): RankedItem => {
    const { reasons, ...entry } = ranked.get(key(item)) ?? NOT_RANKED;
    return { ...entry, item, reasons: query.explain === false ? [] : [PINNED, ...reasons] };
  });
  const others = items.filter(({ item }) => !pinned.some((entry) => key(entry.item) === key(item)));
  return [...pinned, ...others];
}

const NOT_RANKED: Omit<RankedItem, "item"> = {
  score: 0,
  scores: { collaborative: 0, content: 0, popularity: 0 },
  isFill: false,
  reasons: [],
};
