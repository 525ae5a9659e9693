// Counts on a shop of a few lives that can be read.
import { describe, expect, test } from "bun:test";
import type { EventType, HistoryEntry, Item } from "@aisle/recommender";
import { buildWorld } from "../../src/shop/world.ts";
import { Counting } from "./counting.ts";
import { listAbout, personalList } from "./questions.ts";
import { truthOf } from "./truth.ts";

const DAY = 86_400;
const NOW = 20_000 * DAY;
const CATEGORIES = ["cameras", "cases", "coffee"] as const;

/** Four of each category; the first two are variants, the last is sold out. */
const items = CATEGORIES.flatMap((category) =>
  Array.from({ length: 4 }, (_, k): Item => ({
    itemId: `${category} ${k}`,
    ...(k < 2 && { groupId: category }),
    categories: ["all", category],
    stock: k === 3 ? 0 : 1,
  })),
);
const of = (category: (typeof CATEGORIES)[number], k: number): number => 4 * CATEGORIES.indexOf(category) + k;
const event = (type: EventType, item: number, day: number): HistoryEntry => ({
  item,
  type,
  time: NOW + day * DAY,
});

/** Twenty who buy a case after a camera, and coffee every ten days. */
const past = Array.from({ length: 20 }, () => [
  event("purchase", of("coffee", 0), -40),
  event("purchase", of("coffee", 0), -30),
  event("view", of("cases", 2), -29),
  event("purchase", of("cameras", 0), -28),
  event("purchase", of("cases", 1), -27),
]);
const truth = truthOf(buildWorld(1, items));
const segmentOf = () => truth.world.segments[0]!;
const counting = new Counting({ truth, items, now: NOW, segmentOf, past, future: past });
const answer = (query: Parameters<Counting["answer"]>[0]) => counting.answer(query).map(({ item }) => item);

describe("counting by category", () => {
  test("answers a cart with the category that is bought after it, one of each product, nothing sold out", () => {
    const list = answer(listAbout("cart", [of("cameras", 2)], 2, NOW));
    expect(list).toEqual([of("cases", 1), of("cases", 2)]);
  });

  test("answers a click with its category, and fills up with what is popular", () => {
    const list = answer(personalList([event("click", of("cameras", 2), 0)], 6, NOW));
    expect(list.slice(0, 2)).toEqual([of("cameras", 0), of("cameras", 2)]);
    expect(list).toContain(of("coffee", 0));
  });

  test("offers again what was bought about as long ago as it lasts, and nothing else that was bought", () => {
    const life = [
      event("purchase", of("coffee", 0), -9),
      event("purchase", of("cases", 2), -9),
      event("view", of("cameras", 2), -1),
    ];
    expect(answer(personalList(life, 6, NOW))[0]).toBe(of("coffee", 0));
    expect(answer(personalList(life, 6, NOW))).not.toContain(of("cases", 2));
    const later = life.map((entry) => ({ ...entry, time: entry.time + 8 * DAY }));
    expect(answer(personalList(later, 6, NOW))).not.toContain(of("coffee", 0));
  });

  test("shows a stranger what is popular", () => {
    expect(answer(personalList([], 3, NOW))[0]).toBe(of("coffee", 0));
  });
});
