import { expect, test } from "bun:test";
import { contestant, onePerCustomer } from "../../src/gate/testing.ts";
import { looksEvery, yearsOfLooks } from "./looks.ts";

test("nightly looks risk as much a night as a night saves, monthly ones all that one may", () => {
  expect(looksEvery(1, 100).at(-1)!.risk).toBeCloseTo(1 / 365, 6);
  expect(looksEvery(30, 10).at(-1)!.risk).toBe(0.025);
});

test("a year of looks at challengers that are no better promotes about one at most, as is expected of it", () => {
  const [a, b] = [0, 1].map((odd) =>
    contestant(
      `model ${odd}`,
      Float64Array.from({ length: 300 }, (_, at) => (at % 2 === odd ? 0.3 : 0)),
    ),
  );
  const simulation = { takings: onePerCustomer(300), segments: [], contestants: [a!, b!], seed: 1 };
  const weekly = yearsOfLooks(simulation, 7, 10);
  expect(weekly.expected).toBeCloseTo(1, 1);
  // Ten years of one each are ten, give or take three.
  expect(weekly.promoted).toBeLessThanOrEqual(1.6);
  expect(weekly.unspent).toBeCloseTo(1.3, 1);
});
