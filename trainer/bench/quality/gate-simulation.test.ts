import { describe, expect, test } from "bun:test";
import { mulberry32 } from "@aisle/recommender";
import type { Contestant } from "../../src/gate/gate.ts";
import { raised, simulateGate } from "./gate-simulation.ts";

const CUSTOMERS = 150;

/** Lists that hit for a share of the customers. */
function contestant(seed: number, hits = 0.15): Contestant {
  const random = mulberry32(seed);
  return {
    name: `seed ${seed}`,
    ndcg: Float64Array.from({ length: CUSTOMERS }, () => (random() < hits ? 0.2 + 0.8 * random() : 0)),
    newItemNdcg: new Float64Array(CUSTOMERS).fill(Number.NaN),
    coverage: 0.5,
    microsecondsPerCustomer: 100,
  };
}

const newCustomer = Array.from({ length: CUSTOMERS }, (_, at) => at % 6 === 0);
const contestants = [contestant(1), contestant(2), contestant(3)];
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("an uplift", () => {
  test("of nothing, or of lists that never hit, changes nothing", () => {
    const { ndcg } = contestant(1);
    expect(raised(ndcg, 0, mulberry32(1))).toEqual(ndcg);
    const never = new Float64Array(10);
    expect(raised(never, 0.2, mulberry32(1))).toEqual(never);
  });

  test.each([0.05, 0.2, 0.5])(
    "of %p raises the mean by that share on average, and nobody's falls",
    (uplift) => {
      const { ndcg } = contestant(1);
      let sum = 0;
      for (let seed = 0; seed < 400; seed++) {
        const better = raised(ndcg, uplift, mulberry32(seed));
        expect(better.every((value, at) => value >= ndcg[at]!)).toBe(true);
        sum += mean(better) / mean(ndcg) - 1;
      }
      expect(sum / 400).toBeCloseTo(uplift, 1);
      expect(Math.abs(sum / 400 - uplift)).toBeLessThan(0.1 * uplift + 0.005);
    },
  );
});

describe("the simulated gate", () => {
  test("needs two contestants", () => {
    const alone = { contestants: [contestant(1)], newCustomer, retrains: 1, uplift: 0, seed: 1 };
    expect(() => simulateGate(alone)).toThrow("two contestants");
  });

  test("promotes at most 5% of 200 challengers that are equally good, even when one model is far better", () => {
    const uneven = [contestant(1, 0.1), contestant(2, 0.2)];
    const { promoted } = simulateGate({
      contestants: uneven,
      newCustomer,
      retrains: 200,
      uplift: 0,
      seed: 1,
    });
    expect(promoted).toBeLessThanOrEqual(10);
  });

  test("promotes more of them the better they are, and nearly all that are three times as good", () => {
    const [none, some, all] = [0, 0.6, 2].map(
      (uplift) => simulateGate({ contestants, newCustomer, retrains: 30, uplift, seed: 2 }).promoted,
    );
    expect(none).toBeLessThan(some!);
    expect(some).toBeLessThan(all!);
    expect(all).toBeGreaterThan(26);
  });

  test("never promotes among models that are all the same", () => {
    const same = [contestant(1), contestant(1)];
    const { promoted } = simulateGate({ contestants: same, newCustomer, retrains: 20, uplift: 0, seed: 3 });
    expect(promoted).toBe(0);
  });

  test("tells those that a guard rail stops from those that are not surely better", () => {
    const slow = contestants.map((one, at) => ({ ...one, microsecondsPerCustomer: 10_000 ** (at + 1) }));
    const play = (of: readonly Contestant[]) =>
      simulateGate({ contestants: of, newCustomer, retrains: 20, uplift: 2, seed: 2 });
    const free = play(contestants);
    const railed = play(slow);
    expect(free.stopped).toBe(0);
    expect(railed.stopped).toBeGreaterThan(0);
    expect(railed.promoted + railed.stopped).toBe(free.promoted);
  });
});
