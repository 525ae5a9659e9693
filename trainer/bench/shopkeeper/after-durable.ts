// Who has just bought a durable needs no second one: how many of the next six picks are of its kind?
import type { HistoryEntry } from "@aisle/recommender";
import { type Asked, popularOf, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { personalList } from "./questions.ts";

const LIST = 6;

/**
 * One question for each customer who buys a durable in the future: the personal list of six at the second of the
 * checkout, after all that they had done. `own_kind_after_durable` counts the picks of a durable kind of that checkout.
 */
export function afterDurable(shop: KnownShop): Asked[] {
  const { truth, past, future } = shop;
  return past.flatMap((before, customer): Asked[] => {
    const after = future[customer]!;
    const first = after.find(({ type, item }) => type === "purchase" && truth.isDurable(item));
    if (first === undefined) return [];
    const known: readonly HistoryEntry[] = [...before, ...after.filter(({ time }) => time <= first.time)];
    const bought = after.filter(({ type, time }) => type === "purchase" && time === first.time);
    const kinds = new Set(
      bought
        .map(({ item }) => item)
        .filter(truth.isDurable)
        .map(truth.kindOf),
    );
    const own = [...new Set(bought.flatMap(({ item }) => truth.world.complements[truth.kindOf(item)]!))];
    const oracle = shelf(
      shop,
      popularOf(
        shop,
        own.filter((kind) => !kinds.has(kind)),
      ),
      LIST,
      bought.map(({ item }) => item),
    );
    return [
      {
        query: personalList(known, LIST, first.time),
        oracle,
        values: (list) => ({
          own_kind_after_durable: list.filter(({ item }) => kinds.has(truth.kindOf(item))).length,
        }),
      },
    ];
  });
}
