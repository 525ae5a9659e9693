import { describe, expect, test } from "bun:test";
import type { Item } from "@aisle/recommender";
import { shareOf } from "./attention.ts";
import { generateCatalogue } from "./catalogue.ts";
import { appeal, keennessOf, tasteOf } from "./tastes.ts";
import { buildWorld } from "./world.ts";

const { items } = generateCatalogue(1, 1000, 120);
const world = buildWorld(1, items);
const ids = Array.from({ length: 300 }, (_, i) => `customer ${i}`);

function favouriteNames(of: typeof world, customerId: string) {
  return tasteOf(of, customerId).favourites.map(({ group }) => of.groups[group]);
}

describe("a hidden taste", () => {
  test("is found again from the catalogue in any order and the seed", () => {
    const again = buildWorld(1, items.toReversed());
    for (const id of ids.slice(0, 50)) {
      expect(favouriteNames(again, id)).toEqual(favouriteNames(world, id));
      expect(tasteOf(again, id).style).toEqual(tasteOf(world, id).style);
      expect(keennessOf(again, id)).toBe(keennessOf(world, id));
      const last = items.length - 1;
      expect(appeal(again, tasteOf(again, id), last)).toBeCloseTo(appeal(world, tasteOf(world, id), 0), 5);
    }
  });

  test("is another one under another seed", () => {
    const other = buildWorld(2, items);
    const same = ids.filter((id) => favouriteNames(other, id)[0] === favouriteNames(world, id)[0]);
    expect(same.length).toBeLessThan(ids.length / 5);
  });

  test("divides all attention among the groups, most of it among favourites of two or more groups", () => {
    for (const id of ids.slice(0, 50)) {
      const taste = tasteOf(world, id);
      expect(taste.favourites.length).toBeGreaterThanOrEqual(2);
      const shares = world.groups.map((_, group) => shareOf(taste, group));
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      expect(taste.favourites.reduce((sum, { group }) => sum + shares[group]!, 0)).toBeGreaterThan(0.6);
    }
  });

  test("follows a real customer's past where there is one", () => {
    const [socks = 0, skis = 0] = ["Socks", "Skis"].map((name) => world.groups.indexOf(name));
    const past = [...world.members[socks]!.subarray(0, 3), world.members[skis]![0]!];
    const { favourites } = tasteOf(world, "somebody", past);
    expect(favourites.map(({ group }) => group)).toEqual([socks, skis]);
  });
});

describe("the world behind a catalogue without categories", () => {
  const bare: Item[] = Array.from({ length: 400 }, (_, i) => ({
    itemId: `b${i}`,
    title: `${["Lavender Soap", "Steel Razor", "Rose Lipstick", "Hair Dryer"][i % 4]} number ${i}`,
    attributes: [`kind:${i % 4}`, `line:${i % 8}`],
  }));

  test("puts items of like content into the same region", () => {
    const { group } = buildWorld(5, bare);
    const regionsOfKind = (kind: number) =>
      new Set(
        bare
          .keys()
          .filter((i) => i % 8 === kind)
          .map((i) => group[i]!),
      );
    expect(regionsOfKind(0).size).toBe(1);
    expect(new Set(group).size).toBeGreaterThan(2);
  });

  test("keeps regions, styles and most partners when an item joins", () => {
    const before = buildWorld(5, bare);
    const after = buildWorld(5, [...bare, { itemId: "new", title: "Rose Lipstick", attributes: ["kind:2"] }]);
    expect(Array.from(after.group.subarray(0, 400))).toEqual(Array.from(before.group));
    expect(Array.from(after.style.subarray(0, before.style.length))).toEqual(Array.from(before.style));
    const kept = bare.keys().filter((i) => {
      const group = before.complements[before.group[i]!]?.[0];
      return group === undefined || Bun.deepEquals(before.partners(i, group), after.partners(i, group));
    });
    expect([...kept].length).toBeGreaterThan(350);
  });

  test("is empty for an empty catalogue", () => {
    expect(buildWorld(5, []).group).toHaveLength(0);
  });
});
