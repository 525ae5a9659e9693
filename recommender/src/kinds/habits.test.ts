import { describe, expect, test } from "bun:test";
import { Catalogue } from "../catalogue/catalogue.ts";
import type { EventType } from "../events.ts";
import type { HistoryEntry } from "../scorer/query.ts";
import { AGE_STEPS, ageStep } from "./ages.ts";
import { companionsOf } from "./companions.ts";
import type { Companions } from "./fit-companions.ts";
import type { Repurchase } from "./fit-repurchase.ts";
import { habitsOf, type Past, tellsHabits } from "./habits.ts";
import { CatalogueKinds } from "./kinds.ts";
import { RelatedKinds } from "./related.ts";

const DAY = 86_400;
const NOW = 1_710_000_000;
const [CAMERA, CAMERA_2, COFFEE, OTHER] = [0, 1, 2, 3];
const items = [
  { itemId: "camera", categories: ["cameras"] },
  { itemId: "camera-2", categories: ["cameras"] },
  { itemId: "coffee", categories: ["coffee"] },
  { itemId: "other" },
];
const kinds = new CatalogueKinds(new Catalogue(items), items.length);
const [CAMERAS, BEANS] = [1, 2];

/** Cameras are bought once, and coffee again after a month. */
const repurchase: Repurchase = {
  kept: new Float32Array(3 * AGE_STEPS).fill(1).fill(0.1, CAMERAS * AGE_STEPS, BEANS * AGE_STEPS),
  repeats: new Float32Array(3 * AGE_STEPS),
};
repurchase.repeats[BEANS * AGE_STEPS + ageStep(30 * DAY)] = 0.5;

const entry = (item: number, type: EventType, daysAgo: number): HistoryEntry => ({
  item,
  type,
  time: NOW - daysAgo * DAY,
});
const habits = (past: Past, table = repurchase) => habitsOf(past, table, kinds, (item) => item);

describe("habits", () => {
  test.each([
    ["nothing", []],
    ["views", [entry(CAMERA, "view", 1)]],
    ["what was only put into the cart", [entry(CAMERA, "cart", 1)]],
    ["what has no kind", [entry(OTHER, "purchase", 1)]],
  ])("say nothing of %s", (_, history) => {
    expect(habits({ history, now: NOW })).toMatchObject({ kept: undefined, due: [] });
  });

  test("say nothing with a model that learned nothing", () => {
    const nothing = { kept: new Float32Array(0), repeats: new Float32Array(0) };
    const history = [entry(CAMERA, "purchase", 1), entry(COFFEE, "purchase", 30)];
    expect(habits({ history, now: NOW }, nothing)).toMatchObject({ kept: undefined, due: [] });
    expect(tellsHabits(nothing)).toBe(false);
  });

  test("are told by what is bought once, or again, and by nothing else", () => {
    const kept = new Float32Array(AGE_STEPS).fill(1);
    const repeats = new Float32Array(AGE_STEPS).fill(0.01);
    expect(tellsHabits({ kept, repeats })).toBe(false);
    expect(tellsHabits({ kept: repurchase.kept, repeats })).toBe(true);
    expect(tellsHabits({ kept, repeats: repurchase.repeats })).toBe(true);
  });

  test("a kind that was bought counts little, and others as before", () => {
    const { kept } = habits({ history: [entry(CAMERA, "purchase", 1)], now: NOW });
    expect([CAMERA, CAMERA_2, COFFEE, OTHER].map((item) => kept?.(item))).toEqual([
      expect.closeTo(0.1),
      expect.closeTo(0.1),
      1,
      1,
    ]);
  });

  test("who looks at the kind again in a later visit wants it again", () => {
    const bought = entry(CAMERA, "purchase", 10);
    const sameVisit = { ...entry(CAMERA_2, "view", 10), time: bought.time + 60 };
    expect(habits({ history: [sameVisit, bought], now: NOW }).kept).toBeDefined();
    const later = entry(CAMERA_2, "view", 2);
    expect(habits({ history: [later, bought], now: NOW }).kept).toBeUndefined();
    // Of what is in a session only `taken` says that it happened just now.
    const session = { ...later, time: bought.time + 1 };
    const taken = [{ ...later, time: NOW }, bought];
    expect(habits({ history: [session, bought], taken, now: NOW }).kept).toBeUndefined();
  });

  test("a product is due by the time since it was bought last, in any variant", () => {
    const due = (...history: HistoryEntry[]) => habits({ history, now: NOW }).due;
    expect(due(entry(COFFEE, "purchase", 30))).toEqual([{ item: COFFEE, bought: COFFEE, probability: 0.5 }]);
    expect(due(entry(COFFEE, "purchase", 2), entry(COFFEE, "purchase", 30))).toEqual([]);
    // Not on the day it was bought, whatever was learned.
    const always = { ...repurchase, repeats: repurchase.repeats.map(() => 1) };
    const bought = (daysAgo: number) =>
      habits({ history: [entry(COFFEE, "purchase", daysAgo)], now: NOW }, always).due.length;
    expect([bought(0), bought(0.9), bought(1.1)]).toEqual([0, 0, 1]);
    const history = [entry(COFFEE, "purchase", 30)];
    const known = habitsOf({ history, now: NOW }, repurchase, kinds, () => OTHER);
    expect(known.due).toEqual([{ item: OTHER, bought: COFFEE, probability: 0.5 }]);
  });

  test("tell how long ago the customer did anything", () => {
    expect(habits({ history: [], now: NOW }).idle).toBe(0);
    expect(habits({ history: [entry(CAMERA, "view", 3)], now: NOW }).idle).toBe(3 * DAY);
    expect(habits({ history: [entry(CAMERA, "view", 3)] }).idle).toBe(0);
    const taken = [entry(CAMERA, "view", 0)];
    expect(habits({ history: [entry(CAMERA, "view", 3)], taken, now: NOW }).idle).toBe(0);
  });
});

describe("what goes with a cart", () => {
  const none: Companions = {
    offsets: new Uint32Array(4),
    targets: new Uint16Array(0),
    ratios: new Float32Array(0),
  };
  const companions: Companions = {
    offsets: Uint32Array.of(0, 0, 2, 3),
    targets: Uint16Array.of(CAMERAS, BEANS, CAMERAS),
    ratios: Float32Array.of(0.1, 4, 100),
  };

  test("is not known of nothing, of no kind, and of a model that learned nothing", () => {
    expect(companionsOf([], companions, kinds)).toBeUndefined();
    expect(companionsOf([OTHER], companions, kinds)).toBeUndefined();
    expect(companionsOf([CAMERA], none, kinds)).toBeUndefined();
    expect(companionsOf([CAMERA], { ...none, offsets: new Uint32Array(0) }, kinds)).toBeUndefined();
  });

  test("counts more, and what is bought instead less", () => {
    const { factorOf, greatest } = companionsOf([CAMERA], companions, kinds)!;
    expect(factorOf(CAMERA_2)).toBeCloseTo(0.01);
    expect(factorOf(COFFEE)).toBeCloseTo(16);
    expect(factorOf(OTHER)).toBe(1);
    expect(greatest).toBeCloseTo(16);
  });

  test("is told by each kind of the cart once, and never without bounds", () => {
    const twice = companionsOf([CAMERA, CAMERA_2], companions, kinds)!;
    expect(twice.factorOf(COFFEE)).toBeCloseTo(16);
    const { factorOf, greatest } = companionsOf([COFFEE], companions, kinds)!;
    expect(factorOf(CAMERA)).toBe(greatest);
    expect(greatest).toBeLessThan(100);
  });
});

describe("related kinds", () => {
  const related = new RelatedKinds({ offsets: Uint32Array.of(0, 0, 1, 1), targets: Uint16Array.of(BEANS) });

  test("are the kind itself, those of its row, and what has no kind", () => {
    expect(Array.from(related.rowOf(CAMERAS)!)).toEqual([1, 1, 1]);
    expect(Array.from(related.rowOf(BEANS)!)).toEqual([1, 0, 1]);
  });

  test("may be any, where a kind is not known", () => {
    expect(related.rowOf(0)).toBeUndefined();
    expect(related.rowOf(3)).toBeUndefined();
    expect(new RelatedKinds({ offsets: new Uint32Array(0), targets: new Uint16Array(0) }).rowOf(1)).toBe(
      undefined,
    );
  });
});
