import { describe, expect, test } from "bun:test";
import { GateDecision } from "@aisle/contract";
import { mulberry32 } from "@aisle/recommender";
import { falsePromotions, SAMPLES } from "../../bench/quality/samples.ts";
import { type Decision, defaultThresholds, type GateInput } from "./decision.ts";
import { decide } from "./gate.ts";
import { nextLook } from "./risk.ts";
import type { Segment } from "./segments.ts";
import { contestant, onePerCustomer } from "./testing.ts";
import * as v from "valibot";

const CUSTOMERS = 600;
const COVERAGE = 0.5;
const LEAST_COVERAGE = COVERAGE * defaultThresholds.coverageShare;

/** Gains as they look: most customers' lists miss. */
function gains(seed: number, hits = 0.3, customers = CUSTOMERS): Float64Array {
  const random = mulberry32(seed);
  return Float64Array.from({ length: customers }, () => (random() < hits ? random() : 0));
}

const BASE = gains(1);
const BETTER = BASE.map((value, at) => (at % 3 === 0 ? Math.min(1, value + 0.4) : value));

function input(fields: Partial<GateInput> = {}): GateInput {
  return {
    mode: "recipe",
    takings: onePerCustomer(CUSTOMERS),
    champion: contestant("champion v3", BASE),
    challenger: contestant("challenger", BETTER),
    segments: [],
    bundleBytes: 5e6,
    ...fields,
  };
}

/** Whether a customer is one of so many who come on all days and take all items. */
function isAmong(members: number, at: number): boolean {
  return (at * 7919) % CUSTOMERS < members;
}

function segmentOf(members: number, name = "strangers"): Segment {
  return { name, rows: Uint8Array.from(BASE, (_, at) => (isAmong(members, at) ? 1 : 0)) };
}

function check({ checks }: Decision, name: string) {
  return checks.find((check) => check.name === name)!;
}

describe("contestants that do not belong together are refused", () => {
  const short = BASE.slice(1);
  test.each([
    ["the champion's gains", { champion: contestant("champion", short) }],
    ["the challenger's gains", { challenger: contestant("challenger", short) }],
    ["the rival's gains", { rival: contestant("rival", short) }],
    ["the rows of a segment", { segments: [{ name: "strangers", rows: new Uint8Array(1) }] }],
  ])("when %s have another length", (_, fields) => {
    expect(() => decide(input(fields))).toThrow(RangeError);
  });

  test("with the numbers of rows in the message", () => {
    expect(() => decide(input({ champion: contestant("champion", short) }))).toThrow(
      "the measurements are of different holdouts: 600, 599, 600, 600 items taken",
    );
  });

  test("when a gain is not a number: nothing is promoted on one", () => {
    const broken = BETTER.with(7, Number.NaN);
    expect(() => decide(input({ challenger: contestant("challenger", broken) }))).toThrow(
      "the difference of customer 7 is NaN",
    );
  });
});

describe("a challenger is refused", () => {
  const few = (customers: number, of: { items?: number; days?: number } = {}): GateInput =>
    input({
      takings: onePerCustomer(customers, of),
      champion: contestant("champion", BASE.slice(0, customers)),
      challenger: contestant("challenger", BETTER.slice(0, customers)),
    });

  test.each([
    ["customers", few(99), "99 customers, the gate needs 100"],
    ["days", few(600, { days: 3 }), "3 days, the gate needs 4"],
    ["items", few(600, { items: 9 }), "9 items that were taken, the gate needs 10"],
  ])("when there are too few %s to tell, with nothing measured", (_, holdout, what) => {
    expect(decide(holdout)).toEqual({
      promoted: false,
      mode: "recipe",
      verdict: "holdout too small",
      reason: `the holdout has ${what}: wait for more events`,
      checks: [],
    });
  });

  test("when it ties: the same model is not better than itself", () => {
    const decision = decide(input({ challenger: contestant("challenger", BASE) }));
    expect(decision.verdict).toBe("not better");
    expect(decision.reason).toBe(
      "not better than champion v3: NDCG@10 +0.0000 [+0.0000, +0.0000] on 600 customers, 50 items and 12 days; a true difference of 0.0000 would have shown",
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

  test.each([4, 19])("when %i customers differ, however much they gain: that is said", (differing) => {
    const gained = BASE.map((value, at) => (at < differing ? value + 1 : value));
    const decision = decide(input({ challenger: contestant("challenger", gained) }));
    expect(decision).toMatchObject({ promoted: false, verdict: "not better" });
    expect(decision.reason).toEndWith(
      `; ${differing} customers' lists differ in what they hit, judged from 20 on`,
    );
    expect(check(decision, "NDCG@10").outcome).toBe("not judged");
  });

  test("when all that it gains is one item's: another holdout may have another favourite", () => {
    const favourite = onePerCustomer(CUSTOMERS).item.of;
    const gained = BASE.map((value, at) => (favourite[at] === 3 ? 1 : value));
    const { verdict, checks } = decide(input({ challenger: contestant("challenger", gained) }));
    expect(checks[0]!.difference!.mean).toBeGreaterThan(0.01);
    expect(verdict).toBe("not better");
  });

  test("when it would pass, but not at the risk that is left", () => {
    const slight = BASE.map((value, at) =>
      at % 4 === 0 ? value + 0.05 : at % 31 === 0 ? value - 0.1 : value,
    );
    const at = (saved: number) =>
      decide(
        input({ challenger: contestant("challenger", slight), look: nextLook({ saved, dataEnd: 0 }, 0) }),
      );
    expect([at(0.05).verdict, at(0.00002).verdict]).toEqual(["better", "not better"]);
    expect(check(at(0.005), "NDCG@10").rule).toBe("the interval of 99.5 % lies above 0");
    expect(at(0.005).look?.risk).toBe(0.0025);
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
      "NDCG@10, strangers",
      {
        segments: [segmentOf(150)],
        challenger: contestant(
          "challenger",
          BETTER.map((value, at) => (isAmong(150, at) ? 0 : value + 0.1)),
        ),
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
      /^better than champion v3: NDCG@10 \+0\.\d{4} \[\+0\.\d{4}, \+0\.\d{4}\] on 600 customers, 50 items and 12 days$/,
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

  test("under thresholds of its own", () => {
    const thresholds = { coverageShare: 0.9, minCustomers: CUSTOMERS + 1 };
    expect(decide(input({ thresholds })).verdict).toBe("holdout too small");
    const narrow = contestant("challenger", BETTER, { coverage: 0.4 });
    expect(decide(input({ challenger: narrow, thresholds: { coverageShare: 0.9 } })).verdict).toBe(
      "guard rail",
    );
  });
});

describe("a rival on the challenger's data", () => {
  const rival = contestant("champion v3's recipe on newer data", BETTER);

  test("must not be better than the challenger, however much better that is than what serves", () => {
    const behind = BETTER.map((value, at) => (at === 0 ? value - 0.01 : value));
    const challenger = contestant("the new recipe", behind);
    const decision = decide(input({ challenger, rival }));
    expect(decision).toMatchObject({ promoted: false, verdict: "guard rail" });
    expect(decision.reason).toStartWith(
      "NDCG@10, same data is worse than allowed (the new recipe is no worse than champion v3's recipe on newer data), although",
    );
  });

  test("leaves half of the risk, and the reason says which of the two is promoted", () => {
    const decision = decide(input({ challenger: rival, rival: contestant("the new recipe", BASE) }));
    expect(check(decision, "NDCG@10").rule).toBe("the interval of 97.5 % lies above 0");
    expect(decision.promoted).toBe(true);
    expect(decision.reason).toMatch(
      /; it is champion v3's recipe on newer data \(0\.\d{4}\), not the new recipe \(0\.\d{4}\)$/,
    );
  });
});

describe("a segment's guard rail", () => {
  test.each([0, 49])("judges nothing from %i customers, says so, and is no pass", (members) => {
    const worse = BETTER.map((value, at) => (isAmong(members, at) ? 0 : value + 0.2));
    const decision = decide(
      input({ segments: [segmentOf(members)], challenger: contestant("challenger", worse) }),
    );
    expect(decision.verdict).toBe("better");
    expect(check(decision, "NDCG@10, strangers")).toMatchObject({
      challenger: members === 0 ? null : 0,
      outcome: "not judged",
      rule: `${members} customers, judged from 50 on`,
    });
    expect(decision.reason).toEndWith("; not judged: NDCG@10, strangers");
  });

  test("lets a challenger that is far ahead be surely, but little, worse for a few", () => {
    const behind = BETTER.map((value, at) => (isAmong(60, at) ? Math.max(0, BASE[at]! - 0.02) : value));
    const decision = decide(
      input({ segments: [segmentOf(60, "new items")], challenger: contestant("challenger", behind) }),
    );
    const { difference, outcome, rule } = check(decision, "NDCG@10, new items");
    expect(difference!.high).toBeLessThan(0);
    expect(outcome).toBe("pass");
    expect(rule).toMatch(/^60 customers, may cost 0\.\d{4} of all customers' NDCG$/);
    expect(decision.verdict).toBe("better");
  });

  test("measures what it costs all customers, so that it counts by how many it concerns", () => {
    const drop = (members: number) => {
      const worse = BETTER.map((value, at) => (isAmong(members, at) ? BASE[at]! * 0.5 : value + 0.1));
      const decision = decide(
        input({ segments: [segmentOf(members)], challenger: contestant("challenger", worse) }),
      );
      return check(decision, "NDCG@10, strangers");
    };
    const [few, many] = [drop(60), drop(240)];
    expect(many.difference!.mean / few.difference!.mean).toBeGreaterThan(3);
    expect([few.outcome, many.outcome]).toEqual(["not judged", "fail"]);
    expect(few.rule).toEndWith(": too few to tell");
  });
});

describe("of challengers that are as good as the champion, at most 5% are promoted", () => {
  test("when all differ by chance", () => {
    let promoted = 0;
    for (let draw = 0; draw < 200; draw++) {
      const decision = decide(
        input({
          champion: contestant("champion", gains(2 * draw + 1, 0.2)),
          challenger: contestant("challenger", gains(2 * draw + 2, 0.2)),
        }),
      );
      if (decision.promoted) promoted++;
    }
    expect(promoted).toBeLessThanOrEqual(10);
  });

  test.each(
    Object.entries(SAMPLES).flatMap(([name, draw]) =>
      ([100, 200, 1000] as const).map((customers) => ({ name, draw, customers })),
    ),
  )("of $customers customers, $name", ({ draw, customers }) => {
    expect(falsePromotions({ draw, customers, retrains: 300, seed: 5 })).toBeLessThanOrEqual(0.05);
  });
});

test("the decision is the same for the same measurements", () => {
  expect(decide(input())).toEqual(decide(input()));
});

test.each([
  ["a whole comparison", input({ segments: [segmentOf(CUSTOMERS), segmentOf(0, "new items")] })],
  ["one day, which says nothing of others", input({ takings: onePerCustomer(CUSTOMERS, { days: 1 }) })],
  ["too few customers", input({ mode: "first", takings: onePerCustomer(0), ...empty() })],
])("the decision on %s is read from MLflow as it was written", (_, given) => {
  const decision = decide(given);
  const read = v.parse(GateDecision, JSON.parse(JSON.stringify(decision)));
  expect(read.reason).toBe(decision.reason);
  expect(read.checks.map(({ name }) => name)).toEqual(decision.checks.map(({ name }) => name));
});

function empty() {
  return { champion: contestant("popularity", []), challenger: contestant("challenger", []) };
}
