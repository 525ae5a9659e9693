import { describe, expect, test } from "bun:test";
import { defaultRecipe, type Interactions, mulberry32 } from "@aisle/recommender";
import { type BenchmarkResult, runBenchmark } from "./benchmark.ts";
import { bareItems, parseSequences } from "./files.ts";

const ITEMS = 60;

/** Customers who walk along a ring of items, with a leap now and then. */
function sequences(customers: number, seed: number): number[][] {
  const random = mulberry32(seed);
  return Array.from({ length: customers }, () => {
    let item = Math.floor(random() * ITEMS);
    return Array.from({ length: 5 + Math.floor(random() * 6) }, () => {
      item = random() < 0.8 ? (item + 1) % ITEMS : Math.floor(random() * ITEMS);
      return item + 1;
    });
  });
}

function logOf(customers: readonly (readonly number[])[]): Interactions {
  const log = parseSequences(customers.map((items, at) => `${at + 1} ${items.join(" ")}`).join("\n"));
  return { ...log, items: ITEMS };
}

/** A small forest: what is tested here is the protocol. */
const START = { ...defaultRecipe, ranker: { ...defaultRecipe.ranker, trees: 5, depth: 4 } };

/** Runs the benchmark on a clock that advances 20 ms whenever it is looked at, so that its budget ends at one trial. */
async function run(log: Interactions): Promise<BenchmarkResult & { lines: string[] }> {
  const lines: string[] = [];
  let clock = 0;
  const result = await runBenchmark(log, bareItems(ITEMS), START, {
    budgetSeconds: 0.5,
    seed: 1,
    now: () => (clock += 20),
    log: (line) => lines.push(line),
  });
  return { ...result, lines };
}

const customers = sequences(300, 1);

/** Milliseconds that a test may take, with all other tests beside it: each runs the whole benchmark twice. */
const PATIENCE = 90_000;

describe("the benchmark", () => {
  test(
    "ranks for every customer once, and finds the structure",
    async () => {
      const { test: measured, lines } = await run(logOf(customers));
      expect(measured.cases).toBe(customers.length);
      expect(measured.lists).toHaveLength(customers.length);
      // Four of five last items follow from the one before.
      expect(measured.hitRateAt5).toBeGreaterThan(0.5);
      expect(lines[0]).toMatch(/trial 0: validation NDCG@10 0\.\d{4}$/);
      expect(lines.at(-1)).toMatch(/the (blend|forest) it is/);
    },
    PATIENCE,
  );

  test(
    "never lists what the customer had before",
    async () => {
      const { test: measured } = await run(logOf(customers));
      customers.forEach((items, at) => {
        const had = new Set(items.slice(0, -1).map((id) => id - 1));
        expect(measured.lists[at]!.some((item) => had.has(item))).toBe(false);
      });
    },
    PATIENCE,
  );

  test(
    "chooses everything without the test items: other ones change neither recipe nor validation",
    async () => {
      const random = mulberry32(9);
      const others = customers.map((items) => [...items.slice(0, -1), 1 + Math.floor(random() * ITEMS)]);
      const first = await run(logOf(customers));
      const second = await run(logOf(others));
      expect(second.recipe).toEqual(first.recipe);
      expect(second.validationNdcg).toBe(first.validationNdcg);
      // What is listed does not depend on them either; whether it hits does.
      expect(second.test.lists).toEqual(first.test.lists);
      expect(second.test.ndcgAt10).toBeLessThan(first.test.ndcgAt10);
    },
    PATIENCE,
  );

  test(
    "fits the validation item only in the end: it moves the lists, not by way of the test",
    async () => {
      const random = mulberry32(10);
      const others = customers.map((items) => items.with(items.length - 2, 1 + Math.floor(random() * ITEMS)));
      expect((await run(logOf(others))).test.lists).not.toEqual((await run(logOf(customers))).test.lists);
    },
    PATIENCE,
  );

  test(
    "is the same for the same data, seed and clock",
    async () => {
      const strip = ({ recipe, validationNdcg, test: measured }: BenchmarkResult) => ({
        recipe,
        validationNdcg,
        ndcg: measured.perCase,
      });
      expect(strip(await run(logOf(customers)))).toEqual(strip(await run(logOf(customers))));
    },
    PATIENCE,
  );
});
