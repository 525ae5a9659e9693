// Consumables that are about to run out: are they in the customer's list when it is time, and not before?
import { personOf } from "../../src/shop/person.ts";
import { customerId } from "../../src/shop/generate.ts";
import { type Asked, popularOf, shelf } from "./asked.ts";
import { FUTURE_DAYS, type KnownShop } from "./known-shop.ts";
import { personalList } from "./questions.ts";

const LIST = 10;
const DAY = 86_400;
/** A consumable that was bought less than this share of its usual cycle ago is not needed yet. */
const EARLY = 0.4;

/**
 * One question for each customer who buys a consumable of a kind again that they had bought before: the personal list
 * of ten at the moment, `FUTURE_DAYS` before the last of these purchases. `due_again_recall` is the share of the
 * products of such purchases that are in the list, in any variant. `too_early_share` is the share of the list that is
 * products bought so lately that they last for long. The oracle knows what runs out when, and which product the
 * customer usually takes; not whether they will change it.
 */
export function dueAgain(shop: KnownShop): Asked[] {
  const { truth, past, future, now } = shop;
  return past.flatMap((before, customer): Asked[] => {
    const consumed = before.filter(({ type, item }) => type === "purchase" && truth.isConsumable(item));
    const kinds = new Set(consumed.map(({ item }) => truth.kindOf(item)));
    const again = future[customer]!.filter(
      ({ type, item }) => type === "purchase" && kinds.has(truth.kindOf(item)) && truth.isConsumable(item),
    );
    const wanted = new Set(
      again
        .map(({ item }) => truth.productOf(item))
        .filter((product) => shelf(shop, truth.world.variants[product]!, 1).length > 0),
    );
    if (wanted.size === 0) return [];
    const early = new Set(
      consumed
        .filter(({ item, time }) => now - time < EARLY * DAY * cycleDays(shop, item))
        .map(({ item }) => truth.productOf(item)),
    );
    return [
      {
        query: personalList(before, LIST, now),
        oracle: oracle(shop, customer),
        values: (list) => {
          const products = new Set(list.map(({ item }) => truth.productOf(item)));
          return {
            due_again_recall: [...wanted].filter((product) => products.has(product)).length / wanted.size,
            too_early_share: [...early].filter((product) => products.has(product)).length / LIST,
          };
        },
      },
    ];
  });
}

function cycleDays({ truth }: KnownShop, item: number): number {
  const nature = truth.world.natures[truth.kindOf(item)];
  return nature?.kind === "consumable" ? nature.days : 0;
}

/** First what is usually taken of each kind that runs out in time, then, kind by kind, the others by popularity. */
function oracle(shop: KnownShop, customer: number): number[] {
  const { truth, past, now } = shop;
  const person = personOf(truth.world, customerId(customer));
  for (const { type, item, time } of past[customer]!)
    if (type === "purchase") person.bought(item, Math.floor(time / DAY));
  const due = person.needs.dueBefore(now / DAY + FUTURE_DAYS);
  const usual = due.flatMap(({ item }) => truth.world.variants[truth.productOf(item)]!);
  const others = due.map(({ group }) => popularOf(shop, [group]));
  const inTurns = Array.from({ length: Math.max(0, ...others.map(({ length }) => length)) }, (_, rank) =>
    others.flatMap((kind) => kind[rank] ?? []),
  );
  return shelf(shop, [...usual, ...inTurns.flat()], LIST);
}
