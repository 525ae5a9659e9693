// A known customer clicks something that is new to them: does the next list answer it?
import { mix, Random } from "../../src/shop/random.ts";
import { type Asked, popularOf, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { personalList } from "./questions.ts";

const LIST = 6;
const MIN_EVENTS = 50;
const FIRST = 3;

/**
 * One question for each customer with 50 events or more: they click an item of a kind that they have never looked at,
 * drawn by popularity, and get their personal list of six at once. `click_answered` counts the picks that are of the
 * clicked kind, other variants of the clicked product aside, or of a kind that follows it; `click_answered_early` is 1
 * when one of them is among the first three.
 */
export function clickAnswered(shop: KnownShop, seed: number): Asked[] {
  const { truth, past, now } = shop;
  return past.flatMap((before, customer): Asked[] => {
    if (before.length < MIN_EVENTS) return [];
    const known = new Set(before.map(({ item }) => truth.kindOf(item)));
    const kinds = [...truth.world.groups.keys()].filter((kind) => !known.has(kind));
    const random = new Random(mix(seed, customer));
    const kind = kinds[random.below(kinds.length)];
    const clicked = kind === undefined ? undefined : drawn(shop, kind, random);
    if (kind === undefined || clicked === undefined) return [];
    const answers = (item: number) =>
      truth.productOf(item) !== truth.productOf(clicked) &&
      (truth.areSubstitutes(clicked, item) || truth.isComplement(clicked, item));
    return [
      {
        query: personalList([...before, { item: clicked, type: "click", time: now }], LIST, now),
        oracle: shelf(shop, popularOf(shop, [kind, ...truth.world.complements[kind]!]), LIST, [clicked]),
        values: (list) => ({
          click_answered: list.filter(({ item }) => answers(item)).length,
          click_answered_early: list.slice(0, FIRST).some(({ item }) => answers(item)) ? 1 : 0,
        }),
      },
    ];
  });
}

function drawn(shop: KnownShop, kind: number, random: Random): number | undefined {
  const { popularity, members } = shop.truth.world;
  let left = random.next() * members[kind]!.reduce((sum, item) => sum + popularity[item]!, 0);
  const item = members[kind]!.find((one) => (left -= popularity[one]!) < 0);
  return item === undefined ? undefined : shelf(shop, [item], 1)[0];
}
