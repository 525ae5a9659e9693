// What is learned of kinds, in shops whose habits are written down here.
import { describe, expect, test } from "bun:test";
import {
  CAMERAS,
  CASES,
  COFFEE,
  DAY,
  habits,
  item,
  ITEMS,
  kinds,
  LAMPS,
  visit,
} from "../../test/habit-shop.ts";
import { logOf } from "../../test/log.ts";
import { mulberry32 } from "../random.ts";
import { AGE_STEPS, ageStep } from "./ages.ts";
import { fitCompanions } from "./fit-companions.ts";
import { fitRelated } from "./fit-related.ts";
import { fitRepurchase } from "./fit-repurchase.ts";

const at = (table: Float32Array, kind: number, days: number): number =>
  table[kind * AGE_STEPS + ageStep(days * DAY)]!;

describe("how kinds are bought again", () => {
  test.each([
    ["no customers", []],
    ["customers without events", [[], []]],
    ["views alone", [visit(1, ["view", 3]), visit(2, ["click", 9])]],
    ["items without a kind", [visit(1, ["purchase", 0]), visit(2, ["view", 0], ["purchase", 0])]],
    ["hiding alone", [visit(1, ["hide", 3])]],
  ])("says nothing of %s", (_, log) => {
    const { kept, repeats } = fitRepurchase(logOf(ITEMS, log), kinds);
    expect(Array.from(kept)).toEqual(Array.from({ length: 5 * AGE_STEPS }, () => 1));
    expect(Array.from(repeats)).toEqual(Array.from({ length: 5 * AGE_STEPS }, () => 0));
  });

  test("says nothing where nobody looks at anything before buying it", () => {
    const random = mulberry32(1);
    const log = Array.from({ length: 300 }, () =>
      [1, 2, 3, 4].flatMap((day) => visit(day, ["purchase", 1 + Math.floor(random() * 20)])),
    );
    expect(new Set(fitRepurchase(logOf(ITEMS, log), kinds).kept)).toEqual(new Set([1]));
  });

  test("interest in a kind that is bought once is over", () => {
    const { kept } = fitRepurchase(logOf(ITEMS, habits()), kinds);
    expect(at(kept, CAMERAS, 10)).toBeLessThan(0.1);
    expect(kept.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test("the same product is due when it usually is bought again, and not before", () => {
    const { repeats } = fitRepurchase(logOf(ITEMS, habits()), kinds);
    expect(at(repeats, COFFEE, 30)).toBeGreaterThan(0.9);
    expect(at(repeats, COFFEE, 12)).toBeLessThan(0.1);
    expect(at(repeats, CAMERAS, 30)).toBeLessThan(0.1);
    expect(repeats.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test("an age at which nobody was seen makes nothing due", () => {
    const { repeats } = fitRepurchase(logOf(ITEMS, habits()), kinds);
    expect([at(repeats, COFFEE, 0), at(repeats, COFFEE, 40)]).toEqual([0, 0]);
  });

  test("is learned of each customer for themselves", () => {
    const log = habits(40);
    const [first] = log;
    const others = fitRepurchase(logOf(ITEMS, log.slice(1)), kinds);
    // A customer who did nothing before and after changes nothing of the others' habits.
    expect(fitRepurchase(logOf(ITEMS, [[], ...log.slice(1), []]), kinds)).toEqual(others);
    expect(fitRepurchase(logOf(ITEMS, [first!, ...log.slice(1)]), kinds)).not.toEqual(others);
  });

  test("a customer with very many products is followed for the newest alone, in bounded time", () => {
    const many = Array.from({ length: 3000 }, (_, day) => visit(day, ["purchase", day])).flat();
    const kindOf = new Uint16Array(3000).fill(1);
    const { repeats } = fitRepurchase(logOf(3000, [many]), { kinds: 1, kindOf });
    expect(repeats.some((share) => share > 0)).toBe(false);
  });
});

function ratio(
  { offsets, targets, ratios }: ReturnType<typeof fitCompanions>,
  kind: number,
  other: number,
): number {
  const place = targets.subarray(offsets[kind], offsets[kind + 1]).indexOf(other);
  return place < 0 ? 1 : ratios[offsets[kind]! + place]!;
}

describe("what is bought in one go", () => {
  test.each([
    ["no customers", []],
    ["views alone", [visit(1, ["view", 3], ["view", 9])]],
    ["items without a kind", [visit(1, ["purchase", 0], ["purchase", 0])]],
  ])("says nothing of %s", (_, log) => {
    const { offsets, targets } = fitCompanions(logOf(ITEMS, log), kinds);
    expect([offsets.length, targets.length]).toEqual([6, 0]);
  });

  test("is what goes with a kind, and not another one of it", () => {
    const log = Array.from({ length: 300 }, (_, customer) =>
      visit(
        customer,
        ["view", item(CAMERAS, customer)],
        // Some who look at cameras buy a lamp instead, the others a camera and a case.
        ...(customer % 3 === 0
          ? [["purchase", item(LAMPS, customer)] as const]
          : [["purchase", item(CAMERAS, customer)] as const, ["purchase", item(CASES, customer)] as const]),
      ),
    );
    const fitted = fitCompanions(logOf(ITEMS, log), kinds);
    expect(ratio(fitted, CAMERAS, CASES)).toBeGreaterThan(1.3);
    expect(ratio(fitted, CAMERAS, CAMERAS)).toBeLessThan(0.1);
    expect(ratio(fitted, CAMERAS, LAMPS)).toBeLessThan(0.1);
  });

  test("is several of a kind where that is usual", () => {
    const log = Array.from({ length: 300 }, (_, customer) =>
      visit(
        customer,
        ["view", item(COFFEE, customer)],
        ["purchase", item(COFFEE, customer)],
        ["purchase", item(COFFEE, customer + 1)],
      ),
    );
    expect(ratio(fitCompanions(logOf(ITEMS, log), kinds), COFFEE, COFFEE)).toBeGreaterThan(0.9);
  });

  test("counts a bounded number of kinds of one visit", () => {
    const robot = visit(
      1,
      ...Array.from({ length: 900 }, (_, one) => ["view", one] as const),
      ...Array.from({ length: 900 }, (_, one) => ["purchase", one] as const),
    );
    const kindOf = Uint16Array.from({ length: 900 }, (_, one) => one + 1);
    const { targets } = fitCompanions(logOf(900, [robot]), { kinds: 900, kindOf });
    expect(targets.length).toBeLessThanOrEqual(900);
  });
});

describe("kinds that interest goes between", () => {
  const pairs = ({ offsets, targets }: ReturnType<typeof fitRelated>, kind: number): number[] =>
    Array.from(targets.subarray(offsets[kind], offsets[kind + 1]));

  test.each([
    ["no customers", []],
    ["hiding alone", [visit(1, ["hide", 1], ["hide", 7])]],
    ["one visit, which may be chance", [visit(1, ["view", 1], ["view", 7])]],
  ])("are none of %s", (_, log) => expect(fitRelated(logOf(ITEMS, log), kinds).targets).toHaveLength(0));

  test("are looked at together, far more than by chance", () => {
    const log = Array.from({ length: 400 }, (_, customer) => {
      const [one, other] = customer % 2 === 0 ? [CAMERAS, CASES] : [COFFEE, LAMPS];
      // Now and then somebody looks at something else.
      const stray = customer % 20 === 0 ? [["view", item(COFFEE)] as const] : [];
      return visit(customer, ["view", item(one, customer)], ["click", item(other, customer)], ...stray);
    });
    const fitted = fitRelated(logOf(ITEMS, log), kinds);
    expect([CAMERAS, COFFEE, CASES, LAMPS].map((kind) => pairs(fitted, kind))).toEqual([
      [CASES],
      [LAMPS],
      [CAMERAS],
      [COFFEE],
    ]);
  });
});
