// One visit of a customer whom the trend has taken hold of: from one fashionable product to its companions.
import { eventCode } from "@aisle/recommender";
import type { Emit } from "../shop/browse.ts";
import type { Random } from "../shop/random.ts";
import type { Trend } from "./trend.ts";

const MEAN_VIEWS = 6;
const CART = 0.25;
const CHECKOUT = 0.6;

/** Plays one visit that begins at `seconds` among the items that are `open`; returns the second at which it ended. */
export function browseTrend(
  trend: Trend,
  open: (item: number) => boolean,
  random: Random,
  emit: Emit,
  seconds: number,
): number {
  const cart: number[] = [];
  const seen = new Set<number>();
  const fresh = (item: number) => !seen.has(item) && open(item);
  let previous: number | undefined;
  for (let views = 1 + random.geometric(1 - 1 / MEAN_VIEWS); views > 0; views--) {
    previous = trend.next(previous, fresh, random);
    if (previous === undefined) break;
    seen.add(previous);
    emit(previous, eventCode.view, seconds);
    seconds += 15 + random.below(90);
    if (random.chance(CART)) {
      cart.push(previous);
      emit(previous, eventCode.cart, seconds);
      seconds += 5 + random.below(30);
    }
  }
  if (cart.length > 0 && random.chance(CHECKOUT)) {
    seconds += 30 + random.below(120);
    for (const item of cart) emit(item, eventCode.purchase, seconds);
  }
  return seconds;
}
