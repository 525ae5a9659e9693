// What a model learns of a generated shop's countries and devices, beside what is true there.
import { expect, test } from "bun:test";
import { defaultRecipe, fitModel, Recommender } from "@aisle/recommender";
import type { Segment } from "../src/shop/segments.ts";
import { buildWorld } from "../src/shop/world.ts";
import { shopData } from "./generated-shop.ts";

const SETTINGS = { seed: 4, customers: 3000, items: 400, days: 90 };
const { interactions, items } = shopData({ ...SETTINGS, attributes: true });
const world = buildWorld(SETTINGS.seed, items);
const recommender = new Recommender(fitModel(interactions, items, defaultRecipe), items);

/** The list of ten for a stranger, as items. */
function listFor({ country, device }: Segment): number[] {
  const query = { placement: "personal", history: [], limit: 10, context: { country, device } } as const;
  return recommender.recommend(query).items.map(({ item }) => item);
}

/** How often people of a segment come across the items of a list, by the truth. */
function worthIn({ groupWeight, cumulative, totalWeight }: Segment, list: readonly number[]): number {
  return list.reduce((sum, item) => {
    const group = world.group[item]!;
    const at = world.members[group]!.indexOf(item);
    const sums = cumulative[group]!;
    const share = (sums[at]! - (sums[at - 1] ?? 0)) / sums.at(-1)!;
    return sum + (groupWeight[group]! / totalWeight) * share;
  }, 0);
}

const lists = world.segments.map((segment) => ({ segment, list: listFor(segment) }));

test("each country's strangers are shown what people there come across more than what is shown elsewhere", () => {
  for (const one of lists)
    for (const other of lists) {
      if (one.segment.country === other.segment.country) continue;
      const { country, device } = one.segment;
      const elsewhere = other.segment.country;
      const isWorthMore = worthIn(one.segment, one.list) > worthIn(one.segment, other.list);
      expect({ country, device, elsewhere, isWorthMore }).toEqual({
        country,
        device,
        elsewhere,
        isWorthMore: true,
      });
    }
});

test("strangers of a country who hold different devices are shown different lists", () => {
  for (const one of lists)
    for (const other of lists) if (one !== other) expect(one.list).not.toEqual(other.list);
});
