// Where a customer's attention goes: groups by taste and season, items by popularity and appeal.
import type { Random } from "./random.ts";
import { appeal, type Taste } from "./tastes.ts";
import type { World } from "./world.ts";

/** How many items catch the eye before one is looked at. */
const GLANCES = 12;

/** The share of a customer's attention that a group gets, whatever the season; shares of all groups add up to 1. */
export function shareOf(taste: Taste, group: number): number {
  const favourite = taste.favourites.find((one) => one.group === group)?.share ?? 0;
  const elsewhere = 1 - taste.favourites.reduce((sum, { share }) => sum + share, 0);
  return favourite + (elsewhere * taste.segment.groupWeight[group]!) / taste.segment.totalWeight;
}

/**
 * Draws the group of a visit: mostly a favourite, else any group by its weight; seasons shift both, and `need` (above 0,
 * 1 is usual) says how much the customer could do with something of a group.
 */
export function chooseGroup(
  world: World,
  taste: Taste,
  day: number,
  need: (group: number) => number,
  random: Random,
): number {
  const seasons = world.seasons(day);
  let best = 0;
  let highest = -Infinity;
  for (let group = 0; group < world.groups.length; group++) {
    const demand = shareOf(taste, group) * seasons[group]! * need(group);
    const score = Math.log(demand) + random.gumbel();
    if (score > highest) [best, highest] = [group, score];
  }
  return best;
}

/**
 * Draws an item of a group: some are met by popularity, and the one of most appeal is looked at. `undefined` when
 * none that was met is `open` to the customer.
 */
export function chooseItem(
  world: World,
  taste: Taste,
  group: number,
  open: (item: number) => boolean,
  random: Random,
): number | undefined {
  const members = world.members[group]!;
  const sums = taste.segment.cumulative[group]!;
  const total = sums[sums.length - 1] ?? 0;
  let best: number | undefined;
  let highest = -Infinity;
  for (let glance = 0; glance < GLANCES; glance++) {
    const item = members[firstAbove(sums, random.next() * total)];
    if (item === undefined || !open(item)) continue;
    const score = appeal(world, taste, item) + 0.5 * random.gumbel();
    if (score > highest) [best, highest] = [item, score];
  }
  return best;
}

/** Index of the first running sum above `target`, by bisection. */
function firstAbove(sums: Float64Array, target: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
