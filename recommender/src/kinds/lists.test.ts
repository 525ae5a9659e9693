// What customers see of what was learned of kinds.
import { describe, expect, test } from "bun:test";
import {
  CAMERAS,
  CASES,
  COFFEE,
  DAY,
  habits,
  habitShopItems,
  item,
  ITEMS,
  kinds,
} from "../../test/habit-shop.ts";
import { logOf } from "../../test/log.ts";
import type { EventType } from "../events.ts";
import { fitModel } from "../fit/fit.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { HistoryEntry, Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";

const NOW = 200 * DAY;
const shop = new Recommender(
  fitModel(logOf(ITEMS, habits()), habitShopItems(), defaultRecipe),
  habitShopItems(),
);
const entry = (one: number, type: EventType, daysAgo: number): HistoryEntry => ({
  item: one,
  type,
  time: NOW - daysAgo * DAY,
});
const list = (query: Partial<Query>) =>
  shop.recommend({ placement: "personal", history: [], limit: ITEMS, now: NOW, ...query }).items;
const kindsOfList = (query: Partial<Query>): number[] =>
  list(query).map(({ item: one }) => kinds.kindOf[one]!);

describe("a personal list", () => {
  const looked = [entry(item(CAMERAS), "view", 0)];
  const bought = [entry(item(CAMERAS), "purchase", 0), ...looked];

  test("is of the kind that the customer looks at, and no longer once they bought one", () => {
    expect(kindsOfList({ history: looked, limit: 3 })).toContain(CAMERAS);
    expect(kindsOfList({ history: bought, limit: 3 })).not.toContain(CAMERAS);
    expect(kindsOfList({ history: bought })).toContain(CAMERAS);
  });

  test("has what is due again, and says so; a rule of the shop comes first", () => {
    const history = [entry(item(CAMERAS), "view", 1), entry(item(COFFEE), "purchase", 30)];
    const coffee = (query: Partial<Query>) =>
      list({ history, ...query }).find((one) => one.item === item(COFFEE));
    expect(coffee({})?.reasons).toEqual([{ kind: "purchase", saying: "again", item: item(COFFEE) }]);
    expect(coffee({ taken: history })).toBeDefined();
    // In the cart already, hidden, or not liked: due or not.
    for (const type of ["cart", "hide", "rating"] as const) {
      const settled = [entry(item(COFFEE), type, 1), ...history];
      for (const taken of [settled, undefined])
        expect(coffee({ history: settled, ...(taken && { taken }) }) === undefined).toBe(type !== "rating");
    }
    expect(coffee({ now: NOW - 18 * DAY })).toBeUndefined();
    for (const rules of [
      { filter: { notBoughtForDays: 60 } },
      { filter: { excludeItems: [item(COFFEE)] } },
      { filter: { notInCart: true } },
    ])
      expect(coffee({ taken: history, rules })).toBeUndefined();
  });

  test("is the same for the same question, and begins like a longer one", () => {
    const history = [...bought, entry(item(COFFEE), "purchase", 30)];
    expect([...list({ history })]).toEqual([...list({ history })]);
    expect(list({ history }).slice(0, 5)).toEqual([...list({ history, limit: 5 })]);
  });
});

describe("the list for a cart", () => {
  test.each(["cart", "bought-together"] as const)("(%s) begins with what goes with it", (placement) => {
    const history = [entry(item(CAMERAS), "view", 0)];
    expect(kindsOfList({ placement, history, limit: 1 })).toEqual([CASES]);
    expect(kindsOfList({ placement, history, limit: 3 })).not.toContain(CAMERAS);
  });
});
