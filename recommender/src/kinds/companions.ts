// What a cart's kinds say about the kinds of what goes with it.
import type { Factors } from "../rules/boosts.ts";
import type { Companions } from "./fit-companions.ts";
import { type CatalogueKinds, NO_KIND } from "./kinds.ts";

/** How strongly kinds count beside what single products say. */
const STRENGTH = 2;

/** No kind is multiplied by more. */
const MAX_FACTOR = 25;

/** The ratios of a kind's row; undefined when it has none. */
export function ratiosOf(
  kind: number,
  { offsets, targets, ratios }: Companions,
): ReadonlyMap<number, number> | undefined {
  const from = offsets[kind] ?? 0;
  const to = offsets[kind + 1] ?? 0;
  if (kind === NO_KIND || from >= to) return undefined;
  return new Map(Array.from(targets.subarray(from, to), (target, at) => [target, ratios[from + at]!]));
}

/** What the scores of items are multiplied by beside `cart`; undefined when nothing is known of its kinds. */
export function companionsOf(
  cart: readonly number[],
  companions: Companions,
  kinds: CatalogueKinds,
): Factors | undefined {
  const factors = new Map<number, number>();
  for (const kind of new Set(cart.map((item) => kinds.of(item)))) {
    for (const [target, ratio] of ratiosOf(kind, companions) ?? [])
      factors.set(target, (factors.get(target) ?? 1) * ratio);
  }
  if (factors.size === 0) return undefined;
  let greatest = 1;
  for (const [kind, ratio] of factors) {
    const factor = Math.min(MAX_FACTOR, ratio ** STRENGTH);
    factors.set(kind, factor);
    greatest = Math.max(greatest, factor);
  }
  return { factorOf: (item) => factors.get(kinds.of(item)) ?? 1, greatest };
}
