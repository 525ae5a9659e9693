// Who comes to the shop on a simulated day: known customers by how keen they are, and a few for the first time.
import { fraction, hashText, mix } from "../shop/random.ts";
import { keennessOf } from "../shop/tastes.ts";
import type { World } from "../shop/world.ts";
import { dateOf } from "./calendar.ts";
import type { Trend } from "./trend.ts";

const SHARE_OF_NEWCOMERS = 0.05;
/** What is new brings its followers in more often. */
const FOLLOWERS_COME = 2;

export interface Crowd {
  /** Customer ids, each once. */
  readonly visitors: readonly string[];
  readonly newcomers: readonly string[];
}

/** At most `visits` visitors of a day, newcomers among them; a pure function of its arguments. */
export function crowdOf(
  world: World,
  trend: Trend,
  known: readonly string[],
  day: number,
  visits: number,
  key: number,
): Crowd {
  const coming = Math.ceil(SHARE_OF_NEWCOMERS * visits);
  const name = (k: number) => `new-${dateOf(day)}-${key.toString(36)}-${k}`;
  const newcomers = Array.from({ length: coming }, (_, k) => name(k));
  // Weighted sampling without replacement (Efraimidis and Spirakis): the shortest waits come.
  const waits = known.map((customerId) => {
    const luck = fraction(hashText(customerId, mix(key, day)));
    const weight = keennessOf(world, customerId) * (trend.follows(customerId) ? FOLLOWERS_COME : 1);
    return { customerId, wait: -Math.log(luck) / weight };
  });
  const regulars = waits
    .sort((a, b) => a.wait - b.wait)
    .slice(0, visits - coming)
    .map(({ customerId }) => customerId);
  return { visitors: [...regulars, ...newcomers], newcomers };
}
