import { describe, expect, test } from "bun:test";
import { mulberry32 } from "@aisle/recommender";
import { type Contestant, decide, type Decision, defaultThresholds, type GateInput } from "./gate.ts";

const CUSTOMERS = 400;
const COVERAGE = 0.5;
const LEAST_COVERAGE = COVERAGE * defaultThresholds.coverageShare;

function contestant(name: string, ndcg: ArrayLike<number>, fields: Partial<Contestant> = {}): Contestant {
  return {
    name,
    ndcg: Float64Array.from(ndcg),
    newItemNdcg: new Float64Array(ndcg.length).fill(Number.NaN),
    coverage: COVERAGE,
    microsecondsPerCustomer: 100,
    ...fields,
  };
}

/** NDCGs as they look: most customers' lists miss. */
function ndcgs(seed: number, hits = 0.3, customers = CUSTOMERS): Float64Array {
  const random = mulberry32(seed);
  return Float64Array.from({ length: customers }, () => (random() < hits ? random() : 0));
}

const BASE = ndcgs(1);
const BETTER = BASE.map((value, at) => (at % 3 === 0 ? Math.min(1, value + 0.4) : value));

function input(fields: Partial<GateInput> = {}): GateInput {
  return {
    mode: "recipe",
    champion: contestant("champion v3", BASE),
    challenger: contestant("challenger", BETTER),
    newCustomer: Array.from(BASE, () => false),
    bundleBytes: 5e6,
    ...fields,
  };
}

function check({ checks }: Decision, name: string) {
  return checks.find((check) => check.name === name)!;
}

describe("contestants that do not belong together are refused", () => {
  const short = BASE.slice(1);
  test.each([
    ["NDCGs of the champion", { champion: contestant("champion", short) }],
    ["NDCGs of the challenger", { challenger: contestant("challenger", short) }],
    ["the list of new customers", { newCustomer: [true] }],
    ["new items' NDCGs of the champion", { champion: contestant("c", BASE, { newItemNdcg: short }) }],
    ["new items' NDCGs of the challenger", { challenger: contestant("c", BASE, { newItemNdcg: short }) }],
  ])("when %s have another length", (_, fields) => {
    expect(() => decide(input(fields))).toThrow(RangeError);
  });

  test("with the numbers of customers in the message", () => {
    expect(() => decide(input({ champion: contestant("champion", short) }))).toThrow(
      "the measurements are of different customers: 399, 399, 400, 400, 400 of them",
    );
  });

  test("when an NDCG is not a number: nothing is promoted on one", () => {
    const broken = BETTER.with(7, Number.NaN);
    expect(() => decide(input({ challenger: contestant("challenger", broken) }))).toThrow(
      "the difference of customer 7 is NaN",
    );
  });
});

describe("a challenger is refused", () => {
  test("when there are too few customers to tell, with nothing measured", () => {
    const few = input({
      champion: contestant("champion", BASE.slice(0, 99)),
      challenger: contestant("challenger", BETTER.slice(0, 99)),
      newCustomer: Array.from({ length: 99 }, () => false),
    });
    expect(decide(few)).toEqual({
      promoted: false,
      mode: "recipe",
      verdict: "holdout too small",
      reason: "the holdout has 99 customers, the gate needs 100: wait for more events",
      checks: [],
    });
  });

  test("when it ties: the same model is not better than itself", () => {
    const decision = decide(input({ challenger: contestant("challenger", BASE) }));
    expect(decision.verdict).toBe("not better");
    expect(decision.reason).toBe(
      "not better than champion v3: NDCG@10 +0.0000 [+0.0000, +0.0000] on 400 customers; a true difference of 0.0000 would have shown",
    );
  });

  test("when it is worse", () => {
    const swapped = input({
      champion: contestant("champion v3", BETTER),
      challenger: contestant("challenger", BASE),
    });
    const decision = decide(swapped);
    expect(decision.verdict).toBe("not better");
    expect(decision.reason).toMatch(/NDCG@10 −0\.\d{4} \[−0\.\d{4}, −0\.\d{4}\]/);
  });

  test("when it could be better by chance, with the difference that would have shown", () => {
    const lucky = BASE.map((value, at) => value + (at % 2 === 0 ? 0.21 : -0.2));
    const decision = decide(input({ challenger: contestant("challenger", lucky) }));
    const { difference } = check(decision, "NDCG@10");
    expect(difference!.mean).toBeGreaterThan(0);
    expect(difference!.low).toBeLessThan(0);
    expect(decision.verdict).toBe("not better");
    expect(decision.reason).toContain(
      `a true difference of ${difference!.detectable.toFixed(4)} would have shown`,
    );
  });

  test.each<[string, Partial<GateInput>]>([
    ["coverage@10", { challenger: contestant("challenger", BETTER, { coverage: LEAST_COVERAGE - 0.01 }) }],
    [
      "µs per ranking",
      {
        challenger: contestant("challenger", BETTER, {
          microsecondsPerCustomer: defaultThresholds.freeMicroseconds + 1,
        }),
      },
    ],
    ["bundle MB", { bundleBytes: defaultThresholds.maxBundleBytes + 1 }],
    [
      "NDCG@10, new customers",
      {
        newCustomer: Array.from(BASE, (_, at) => at < 60),
        challenger: contestant(
          "challenger",
          BETTER.map((value, at) => (at < 60 ? 0 : value + 0.1)),
        ),
      },
    ],
    [
      "NDCG@10, new items",
      {
        champion: contestant("champion v3", BASE, { newItemNdcg: newItems(60, 0.5) }),
        challenger: contestant("challenger", BETTER, { newItemNdcg: newItems(60, 0.1) }),
      },
    ],
  ])("when it is better but %s is worse than allowed", (name, fields) => {
    const decision = decide(input(fields));
    expect(decision.promoted).toBe(false);
    expect(decision.verdict).toBe("guard rail");
    expect(decision.reason).toStartWith(`${name} is worse than allowed (`);
    expect(decision.reason).toMatch(/NDCG@10 \+0\.\d{4}/);
    expect(decision.checks.filter(({ outcome }) => outcome === "fail").map((failed) => failed.name)).toEqual([
      name,
    ]);
  });
});

describe("a challenger is promoted", () => {
  test("when the whole interval lies above 0 and every guard rail holds", () => {
    const decision = decide(input());
    expect(decision.promoted).toBe(true);
    expect(decision.verdict).toBe("better");
    expect(decision.reason).toMatch(
      /^better than champion v3: NDCG@10 \+0\.\d{4} \[\+0\.\d{4}, \+0\.\d{4}\] on 400 customers; not judged: /,
    );
    const { champion, challenger, difference } = check(decision, "NDCG@10");
    expect(challenger! - champion!).toBeCloseTo(difference!.mean, 10);
  });

  test("at the very edge of the guard rails", () => {
    const edge = { coverage: LEAST_COVERAGE, microsecondsPerCustomer: defaultThresholds.freeMicroseconds };
    const decision = decide(
      input({
        challenger: contestant("challenger", BETTER, edge),
        bundleBytes: defaultThresholds.maxBundleBytes,
      }),
    );
    expect(decision.verdict).toBe("better");
  });

  test("when it is slow, but not slower than twice a slow champion", () => {
    const slow = (microsecondsPerCustomer: number) => ({ microsecondsPerCustomer });
    const decide2 = (challenger: number) =>
      decide(
        input({
          champion: contestant("champion", BASE, slow(3000)),
          challenger: contestant("challenger", BETTER, slow(challenger)),
        }),
      ).verdict;
    expect([decide2(6000), decide2(6001)]).toEqual(["better", "guard rail"]);
  });

  test("whatever a segment shows that is too small to judge, which table and reason say", () => {
    const decision = decide(
      input({
        newCustomer: Array.from(BASE, (_, at) => at < 49),
        challenger: contestant(
          "challenger",
          BETTER.map((value, at) => (at < 49 ? 0 : value + 0.2)),
        ),
      }),
    );
    expect(decision.verdict).toBe("better");
    const segment = check(decision, "NDCG@10, new customers");
    expect(segment).toMatchObject({
      challenger: 0,
      outcome: "not judged",
      rule: "49 customers, judged from 50 on",
    });
    expect(segment.difference?.customers).toBe(49);
    expect(decision.reason).toEndWith("; not judged: NDCG@10, new customers; NDCG@10, new items");
  });

  test("when a segment is a little worse, but not surely", () => {
    const segment = BETTER.map((value, at) => (at < 60 ? BASE[at]! + (at % 2 === 0 ? 0.1 : -0.11) : value));
    const decision = decide(
      input({
        newCustomer: Array.from(BASE, (_, at) => at < 60),
        challenger: contestant("challenger", segment),
      }),
    );
    const { difference } = check(decision, "NDCG@10, new customers");
    expect(difference!.mean).toBeLessThan(0);
    expect(decision.verdict).toBe("better");
  });

  test("under thresholds of its own", () => {
    const thresholds = { coverageShare: 0.9, minCustomers: CUSTOMERS + 1 };
    expect(decide(input({ thresholds })).verdict).toBe("holdout too small");
    const narrow = contestant("challenger", BETTER, { coverage: 0.4 });
    expect(decide(input({ challenger: narrow, thresholds: { coverageShare: 0.9 } })).verdict).toBe(
      "guard rail",
    );
  });
});

test("of 200 challengers that are as good as the champion, at most 5% are promoted", () => {
  let promoted = 0;
  for (let draw = 0; draw < 200; draw++) {
    const customers = 150;
    const decision = decide(
      input({
        champion: contestant("champion", ndcgs(2 * draw + 1, 0.2, customers)),
        challenger: contestant("challenger", ndcgs(2 * draw + 2, 0.2, customers)),
        newCustomer: Array.from({ length: customers }, () => false),
      }),
    );
    if (decision.promoted) promoted++;
  }
  expect(promoted).toBeLessThanOrEqual(10);
});

test("the decision is the same for the same measurements", () => {
  expect(decide(input())).toEqual(decide(input()));
});

/** For the first `count` customers `value`, give or take, and NaN for the others. */
function newItems(count: number, value: number): Float64Array {
  return Float64Array.from(BASE, (_, at) => (at < count ? value + 0.001 * (at % 7) : Number.NaN));
}
