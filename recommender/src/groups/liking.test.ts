import { expect, test } from "bun:test";
import { Catalogue } from "../catalogue/catalogue.ts";
import type { HistoryEntry } from "../scorer/query.ts";
import { likingOf } from "./liking.ts";

const WEIGHTS = [0.4, 0.8, 1, 1, 0.4, 0];
const shoe = (size: string) => ({ categories: ["Shoes"], attributes: [`size:${size}`] });
const shirt = (size: string, colour: string) => ({
  categories: ["Shirts"],
  attributes: [`size:${size}`, `colour:${colour}`],
});
const SHELF = [
  shoe("38"),
  shoe("42"),
  shirt("38", "red"),
  shirt("42", "red"),
  shirt("42", "blue"),
  { title: "of nothing that is known" },
];
const [SMALL_SHOE, LARGE_SHOE, SMALL_RED, LARGE_RED, LARGE_BLUE, UNKNOWN] = SHELF.keys();
const catalogue = new Catalogue(SHELF.map((item, at) => ({ itemId: `i${at}`, ...item })));

/** The items, the one liked best first. */
const liked = (items: readonly number[], ...past: readonly HistoryEntry[][]): number[] => {
  const liking = likingOf(catalogue, past, WEIGHTS);
  return items.toSorted((a, b) => liking(b) - liking(a));
};
const took = (item: number | undefined, type: HistoryEntry["type"] = "purchase"): HistoryEntry => ({
  item: item!,
  type,
  time: 0,
});

test("nothing is known of a stranger, nor from what has no attributes", () => {
  for (const past of [[], [took(UNKNOWN)], [took(SMALL_RED, "hide")]])
    for (const item of SHELF.keys())
      if (item !== UNKNOWN) expect(likingOf(catalogue, [past], WEIGHTS)(item)).toBe(0);
});

test("a size of the same kind counts before one of another", () => {
  const history = [took(SMALL_SHOE), took(SMALL_SHOE, "view"), took(LARGE_BLUE)];
  expect(liked([SMALL_RED!, LARGE_RED!], history)[0]).toBe(LARGE_RED);
  expect(liked([LARGE_SHOE!, SMALL_SHOE!], history)[0]).toBe(SMALL_SHOE);
});

test("where nothing of the kind was taken, another kind tells", () => {
  expect(liked([SMALL_RED!, LARGE_RED!], [took(LARGE_SHOE)])[0]).toBe(LARGE_RED);
  expect(liked([LARGE_RED!, SMALL_RED!], [took(LARGE_SHOE, "view")], [took(SMALL_SHOE)])[0]).toBe(SMALL_RED);
});

test("what was taken counts for more than what was looked at, once for each item", () => {
  const looks = [took(LARGE_BLUE, "view"), took(LARGE_BLUE, "view"), took(LARGE_BLUE, "view")];
  expect(liked([SMALL_SHOE!, LARGE_SHOE!], [...looks, took(SMALL_RED)])[0]).toBe(SMALL_SHOE);
});
