import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { IdList } from "./id-list.ts";

/** Any JavaScript string, halves of surrogate pairs included; many of them share their beginning. */
const id = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(fc.constantFrom("\ud800", "\udc00", "a", "\ufffd"), { maxLength: 3 })
    .map((parts) => parts.join("")),
  fc.nat(5000).map((number) => `item-${number}`),
);

describe("a list of ids", () => {
  test.each([-1, 0, 1, 0.5, Number.NaN])("has nothing at place %p while it is empty", (place) => {
    expect(new IdList().at(place)).toBeUndefined();
  });

  test("does not know the empty id until it is added", () => {
    const ids = new IdList();
    expect(ids.indexOf("")).toBeUndefined();
    expect([ids.add(""), ids.add(""), ids.indexOf(""), ids.at(0), ids.at(1)]).toEqual([
      true,
      false,
      0,
      "",
      undefined,
    ]);
  });

  test("knows ids and places as a Map would, whatever the ids", () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 3000, size: "max" }), (given) => {
        const ids = new IdList();
        const expected = new Map<string, number>();
        for (const id of given) {
          expect(ids.add(id)).toBe(!expected.has(id));
          if (!expected.has(id)) expected.set(id, expected.size);
        }
        expect(ids.length).toBe(expected.size);
        for (const [id, place] of expected) expect([ids.indexOf(id), ids.at(place)]).toEqual([place, id]);
        expect(ids.indexOf("not there")).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});
