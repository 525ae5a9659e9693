// That the generated customers behave like people, by statistics over a seed.
import { describe, expect, test } from "bun:test";
import { eventCode } from "@aisle/recommender";
import { customerId, DEFAULT_SHOP, generateShop } from "./generate.ts";
import { personOf } from "./person.ts";
import { buildWorld } from "./world.ts";

const SETTINGS = { ...DEFAULT_SHOP, customers: 3000, days: 240 };
const shop = generateShop(SETTINGS);
const world = buildWorld(SETTINGS.seed, shop.items);
const DAY = 86_400;

interface Event {
  readonly item: number;
  readonly type: number;
  readonly time: number;
}

/** The events of each customer, oldest first. */
const lives: Event[][] = Array.from({ length: SETTINGS.customers }, () => []);
for (const chunk of shop.events())
  for (let at = 0; at < chunk.size; at++)
    lives[chunk.customer[at]!]!.push({ item: chunk.item[at]!, type: chunk.type[at]!, time: chunk.time[at]! });

const kindOf = ({ item }: Event) => world.group[item]!;
const natureOf = (event: Event) => world.natures[kindOf(event)]!;
const isPurchase = ({ type }: Event) => type === eventCode.purchase;
const isView = ({ type }: Event) => type === eventCode.view;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** For each purchase that `wanted` holds of: the life it is in and where. */
const purchases = (wanted: (event: Event) => boolean) =>
  lives.flatMap((life) =>
    life.flatMap((event, at) => (isPurchase(event) && wanted(event) ? [{ life, event, at }] : [])),
  );

describe("durables", () => {
  const bought = purchases((event) => natureOf(event).kind === "durable");

  test("are bought once: hardly anybody buys a second one of a kind, but for gifts and shared accounts", () => {
    const again = bought.filter(({ life, event, at }) =>
      life.slice(0, at).some((before) => isPurchase(before) && kindOf(before) === kindOf(event)),
    );
    expect(bought.length).toBeGreaterThan(1000);
    expect(again.length / bought.length).toBeLessThan(0.06);
    expect(again.length).toBeGreaterThan(0);
  });

  test("are compared before one is bought, and looked at no more afterwards", () => {
    const views = (of: readonly Event[], kind: number) =>
      of.filter((event) => isView(event) && kindOf(event) === kind).length;
    const month = 30 * DAY;
    const inMonths = bought.filter(({ event, life }) => life.at(-1)!.time - event.time > month);
    const before = inMonths.map(({ life, event }) =>
      views(
        life.filter(({ time }) => time <= event.time && time > event.time - month),
        kindOf(event),
      ),
    );
    const after = inMonths.map(({ life, event }) =>
      views(
        life.filter(({ time }) => time > event.time && time < event.time + month),
        kindOf(event),
      ),
    );
    expect(mean(before)).toBeGreaterThan(3);
    expect(mean(after)).toBeLessThan(mean(before) / 6);
  });
});

describe("consumables", () => {
  /** Days between a purchase of a kind and the customer's next of that kind. */
  const gapsOf = (name: string) => {
    const kind = world.groups.indexOf(name);
    return lives.flatMap((life) => {
      const times = life
        .filter((event) => isPurchase(event) && kindOf(event) === kind)
        .map(({ time }) => time);
      return times.slice(1).map((time, at) => (time - times[at]!) / DAY);
    });
  };

  test.each([
    ["Coffee Beans", 21],
    ["Cleansers", 35],
    ["Moisturisers", 42],
  ])("of the kind %s come back about every %d days", (name, days) => {
    const gaps = gapsOf(name);
    expect(gaps.length).toBeGreaterThan(50);
    expect(median(gaps)).toBeGreaterThan(0.85 * days);
    expect(median(gaps)).toBeLessThan(1.35 * days);
    expect(gaps.filter((gap) => gap < days / 3).length / gaps.length).toBeLessThan(0.16);
  });

  test("are mostly the same product again", () => {
    const pairs = purchases((event) => natureOf(event).kind === "consumable").flatMap(
      ({ life, event, at }) => {
        const last = life
          .slice(0, at)
          .findLast((before) => isPurchase(before) && kindOf(before) === kindOf(event));
        return last === undefined ? [] : [[last.item, event.item] as const];
      },
    );
    const same = pairs.filter(([last, next]) => world.product[last] === world.product[next]);
    expect(same.length / pairs.length).toBeGreaterThan(0.6);
    expect(same.length / pairs.length).toBeLessThan(0.9);
  });

  test("come back at different paces for different customers, each of whom keeps their own", () => {
    const kind = world.groups.indexOf("Coffee Beans");
    const cycles = lives.map((_, customer) => personOf(world, customerId(customer)).needs.cycleOf(kind)!);
    expect(mean(cycles) / 21).toBeCloseTo(1, 1);
    expect(Math.max(...cycles) / Math.min(...cycles)).toBeGreaterThan(2);
  });
});

describe("accessories", () => {
  const firstOf = (life: readonly Event[], kind: number) =>
    life.find((event) => isPurchase(event) && kindOf(event) === kind)?.time;

  test("follow what they belong to, far more often within a month than they precede it", () => {
    const mains = [
      "Digital Cameras",
      "Laptops",
      "Espresso Machines",
      "Tents",
      "Skis",
      "Sneakers",
      "Planters",
    ];
    const gaps = mains.flatMap((name) => {
      const main = world.groups.indexOf(name);
      return lives.flatMap((life) => {
        const bought = firstOf(life, main);
        return world.complements[main]!.flatMap((kind) => {
          const time = firstOf(life, kind);
          return bought === undefined || time === undefined ? [] : [(time - bought) / DAY];
        });
      });
    });
    const after = gaps.filter((days) => days > 0 && days <= 30).length;
    const before = gaps.filter((days) => days < 0 && days >= -30).length;
    expect(gaps.length).toBeGreaterThan(50);
    expect(after).toBeGreaterThan(1.6 * before);
    expect(gaps.filter((days) => days === 0).length).toBeGreaterThan(10);
  });
});

describe("variants", () => {
  test("suit the customer: mostly the size that they take of other products of the kind, too", () => {
    const fourSizes = new Set(world.groups.keys().filter((kind) => world.sizes[kind]!.length === 4));
    const pairs = lives.flatMap((life) => {
      const bought = life.filter((event) => isPurchase(event) && fourSizes.has(kindOf(event)));
      return bought.flatMap((one, at) => {
        const other = bought.slice(at + 1).find((later) => kindOf(later) === kindOf(one));
        return other === undefined ? [] : [world.size[one.item] === world.size[other.item]];
      });
    });
    expect(pairs.length).toBeGreaterThan(50);
    expect(pairs.filter(Boolean).length / pairs.length).toBeGreaterThan(0.5);
  });

  test("of one product are bought once by a customer who has one, unless they are used up", () => {
    for (const { life, event, at } of purchases((one) => natureOf(one).kind !== "consumable"))
      for (const before of life.slice(0, at))
        if (isPurchase(before) && before.time < event.time)
          expect(world.product[before.item]).not.toBe(world.product[event.item]!);
  });
});
