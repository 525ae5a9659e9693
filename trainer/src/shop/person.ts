// One customer: what they like, what they need, and on which visits they shop for somebody else.
import { Needs } from "./needs.ts";
import { fraction, mix } from "./random.ts";
import { type Taste, tasteOf } from "./tastes.ts";
import type { World } from "./world.ts";

const SHARE_OF_GIFTS = 0.06;
const SHARE_OF_SHARED_ACCOUNTS = 0.1;
/** Of the visits with a shared account, those of the second person. */
const SHARE_OF_SECOND = 0.35;

export interface Person {
  /** The taste of the account's owner. */
  readonly taste: Taste;
  readonly needs: Needs;
  /** Whose taste is shopped for on a day, and whether for the household or as a gift. */
  on(day: number): { readonly taste: Taste; readonly isGift: boolean };
  bought(item: number, day: number): void;
}

/** The customer of an id: a pure function of the world's seed, its groups and the id; `past` as in `tasteOf`. */
export function personOf(world: World, customerId: string, past: readonly number[] = []): Person {
  const taste = tasteOf(world, customerId, past);
  const needs = new Needs(world, taste.key);
  const isShared = fraction(mix(taste.key, 71)) < SHARE_OF_SHARED_ACCOUNTS;
  const second = isShared ? tasteOf(world, `second of ${customerId}`, [], taste.segment) : taste;
  const isGiftOn = (day: number) => fraction(mix(mix(taste.key, 72), day)) < SHARE_OF_GIFTS;
  return {
    taste,
    needs,
    on(day) {
      // Somebody else's taste on each such day.
      if (isGiftOn(day))
        return {
          taste: tasteOf(world, `for whom ${taste.key} shops on ${day}`, [], taste.segment),
          isGift: true,
        };
      const isSecond = isShared && fraction(mix(mix(taste.key, 73), day)) < SHARE_OF_SECOND;
      return { taste: isSecond ? second : taste, isGift: false };
    },
    bought(item, day) {
      if (isGiftOn(day)) needs.gave(item);
      else needs.bought(item, day);
    },
  };
}
