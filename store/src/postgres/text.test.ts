import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromPostgres, toPostgres } from "./text.ts";

const text = fc.string({ unit: fc.constantFrom("\0", "\u0001", "0", "1", "\u0002", "a", "é") });

test("any text comes back as it was, and none goes with a zero character", () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(toPostgres(given)).not.toContain("\0");
      expect(fromPostgres(toPostgres(given))).toBe(given);
    }),
  );
});

test("texts keep their order", () => {
  fc.assert(fc.property(text, text, (a, b) => expect(toPostgres(a) < toPostgres(b)).toBe(a < b)));
});
