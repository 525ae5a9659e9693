import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Groups } from "./groups.ts";

test("an item without a group, alone in it, or unknown is a product by itself", () => {
  const groups = new Groups();
  groups.set(3, undefined);
  groups.set(5, "a");
  for (const item of [3, 5, 7])
    expect([groups.variantsOf(item), groups.productOf(item)]).toEqual([undefined, item]);
  expect(groups.any).toBe(false);
});

test("groups are what the last word on each item says, whatever was said before and in whichever order", () => {
  const change = fc.tuple(fc.nat({ max: 12 }), fc.constantFrom(undefined, "a", "b", "__proto__"));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const groups = new Groups();
      for (const [item, group] of changes) groups.set(item, group);
      const last = new Map(changes);
      const members = (group: string | undefined): number[] =>
        [...last.keys()]
          .filter((item) => group !== undefined && last.get(item) === group)
          .toSorted((a, b) => a - b);
      for (const [item, group] of last) {
        const expected = members(group).length > 1 ? members(group) : undefined;
        expect(groups.variantsOf(item)).toEqual(expected);
        expect(groups.productOf(item)).toBe(expected?.[0] ?? item);
      }
      expect(groups.any).toBe(["a", "b", "__proto__"].some((group) => members(group).length > 1));
    }),
  );
});

describe("a catalogue that was put into one group by mistake", () => {
  test("is taken and changed in a moment", () => {
    const groups = new Groups();
    for (let item = 0; item < 200_000; item++) groups.set(item, "all");
    for (let item = 0; item < 200_000; item += 1000) groups.set(item, undefined);
    expect(groups.variantsOf(1)).toHaveLength(199_800);
  });
});
