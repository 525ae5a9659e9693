import { expect, test } from "bun:test";
import fc from "fast-check";
import { NumberLists } from "./number-lists.ts";

test("lists are what they were set to last, however often they are replaced", () => {
  const list = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
  const sets = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), list), { maxLength: 100 });
  fc.assert(
    fc.property(sets, (sets) => {
      const lists = new NumberLists();
      const expected = new Map<number, readonly number[]>();
      for (const [index, list] of sets) {
        lists.set(index, list);
        expected.set(index, list);
      }
      for (const index of [0, 1, 2999, 5000, ...expected.keys()]) {
        const list = expected.get(index) ?? [];
        for (let number = 0; number <= 30; number++)
          expect(lists.has(index, number)).toBe(list.includes(number));
        const some = new Set([3, 7, 40]);
        expect(lists.hasAny(index, some)).toBe(list.some((number) => some.has(number)));
      }
    }),
  );
});

test("lists that grow and shrink for long do not mix", () => {
  const lists = new NumberLists();
  const listOf = (index: number, round: number) =>
    Array.from({ length: (index * 7 + round * 5) % 40 }, (_, at) => index * 1000 + at);
  for (let round = 0; round < 60; round++)
    for (let index = 0; index < 200; index++) lists.set(index, listOf(index, round));
  for (let index = 0; index < 200; index++) {
    const expected = new Set(listOf(index, 59));
    for (let number = (index - 1) * 1000; number < (index + 2) * 1000; number++)
      expect(lists.has(index, number)).toBe(expected.has(number));
  }
});
