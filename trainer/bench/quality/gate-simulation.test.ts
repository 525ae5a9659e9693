import { describe, expect, test } from "bun:test";
import { mulberry32 } from "@aisle/recommender";
import type { Contestant } from "../../src/gate/decision.ts";
import { nextLook } from "../../src/gate/risk.ts";
import { contestant, onePerCustomer } from "../../src/gate/testing.ts";
import { raised, simulateGate, SWAPS } from "./gate-simulation.ts";

const CUSTOMERS = 300;
const takings = onePerCustomer(CUSTOMERS);
const segments = [
  { name: "strangers", rows: Uint8Array.from({ length: CUSTOMERS }, (_, at) => (at % 6 === 0 ? 1 : 0)) },
];

/** Lists that hit for a share of the customers. */
function hitting(seed: number, hits = 0.15): Contestant {
  const random = mulberry32(seed);
  return contestant(
    `seed ${seed}`,
    Float64Array.from({ length: CUSTOMERS }, () => (random() < hits ? 0.2 + 0.8 * random() : 0)),
  );
}

const contestants = [hitting(1), hitting(2), hitting(3)];
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("an uplift", () => {
  test("of nothing, or of lists that never hit, changes nothing", () => {
    const { gains } = hitting(1);
    expect(raised(gains, 0, mulberry32(1))).toEqual(gains);
    const never = new Float64Array(10);
    expect(raised(never, 0.2, mulberry32(1))).toEqual(never);
  });

  test.each([0.05, 0.2, 0.5])(
    "of %p raises the mean by that share on average, and nobody's falls",
    (uplift) => {
      const { gains } = hitting(1);
      let sum = 0;
      for (let seed = 0; seed < 400; seed++) {
        const better = raised(gains, uplift, mulberry32(seed));
        expect(better.every((value, at) => value >= gains[at]!)).toBe(true);
        sum += mean(better) / mean(gains) - 1;
      }
      expect(sum / 400).toBeCloseTo(uplift, 1);
      expect(Math.abs(sum / 400 - uplift)).toBeLessThan(0.1 * uplift + 0.005);
    },
  );
});

describe("the simulated gate", () => {
  const simulation = {
    takings,
    segments,
    contestants,
    swap: "customer",
    retrains: 30,
    uplift: 0,
    seed: 2,
  } as const;

  test("needs two contestants", () => {
    expect(() => simulateGate({ ...simulation, contestants: [hitting(1)] })).toThrow("two contestants");
  });

  test.each(SWAPS)(
    "promotes at most 5% of 200 challengers that are equally good per %s, even when one model is far better",
    (swap) => {
      const uneven = [hitting(1, 0.1), hitting(2, 0.3)];
      const { promoted } = simulateGate({ ...simulation, contestants: uneven, swap, retrains: 200 });
      expect(promoted).toBeLessThanOrEqual(10);
    },
  );

  test("promotes more of them the better they are, and nearly all that are three times as good", () => {
    const [none, some, all] = [0, 1, 2].map((uplift) => simulateGate({ ...simulation, uplift }).promoted);
    expect(none).toBeLessThan(some!);
    expect(some).toBeLessThan(all!);
    expect(all).toBeGreaterThan(26);
  });

  test("promotes fewer at less risk", () => {
    const at = (saved: number) =>
      simulateGate({ ...simulation, uplift: 1, look: nextLook({ saved, dataEnd: 0 }, 0) }).promoted;
    expect(at(0.0001)).toBeLessThan(at(0.05));
  });

  test("never promotes among models that are all the same", () => {
    const same = [hitting(1), hitting(1)];
    expect(simulateGate({ ...simulation, contestants: same }).promoted).toBe(0);
  });

  test("tells those that a guard rail stops from those that are not surely better", () => {
    const slow = contestants.map((one, at) => ({ ...one, microsecondsPerCustomer: 10_000 ** (at + 1) }));
    const play = (of: readonly Contestant[]) => simulateGate({ ...simulation, contestants: of, uplift: 2 });
    const free = play(contestants);
    const railed = play(slow);
    expect(free.stopped).toBe(0);
    expect(railed.stopped).toBeGreaterThan(0);
    expect(railed.promoted + railed.stopped).toBe(free.promoted);
  });
});
