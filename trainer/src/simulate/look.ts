// How a customer looks at a list of recommendations: from the top, with fading attention, clicking what they like.
import { shareOf } from "../shop/attention.ts";
import type { Random } from "../shop/random.ts";
import { appeal, type Taste } from "../shop/tastes.ts";
import type { World } from "../shop/world.ts";

/** Chance that the entry at `position` (from 0) is looked at: 1 at the top, 1/2 at the third, 1/4 at the tenth. */
export function attentionAt(position: number): number {
  return (1 + position) ** -0.6;
}

/**
 * What an item is worth to a customer: its appeal within its group plus how much more than an average group the
 * customer cares for that group. Around 0; above 2 is liked a lot.
 */
export function utility(world: World, taste: Taste, item: number): number {
  const pull = shareOf(taste, world.group[item]!) * world.groups.length;
  return 0.7 * appeal(world, taste, item) + 0.6 * Math.log(Math.max(pull, 0.05));
}

/** Chance of a click on an entry that is looked at. */
export function clickChance(worth: number): number {
  return 0.5 / (1 + Math.exp(2 - worth));
}

/** The positions clicked in a list of items of this `worth`, from the top. */
export function clicks(worth: readonly number[], random: Random): number[] {
  return [...worth.keys()].filter((position) => {
    const looked = random.chance(attentionAt(position));
    return looked && random.chance(clickChance(worth[position]!));
  });
}
