import { expect, test } from "bun:test";
import type { HistoryRow } from "@aisle/store";
import { entriesOf } from "./entries.ts";

const rows: readonly HistoryRow[] = ["a", "b", "c"].map((itemId, at) => ({
  itemId,
  type: "view",
  occurredAt: 1000 * at,
}));

/** A catalogue of these ids, in order. */
const catalogueOf = (...ids: string[]) => ({
  ids,
  idsVersion: 1,
  indexOf(itemId: string): number | undefined {
    const index = this.ids.indexOf(itemId);
    return index === -1 ? undefined : index;
  },
});
const itemsOf = (entries: ReturnType<typeof entriesOf>): number[] => entries.map(({ item }) => item);

test("entries are the rows of known items, with their times in seconds", () => {
  expect(entriesOf(rows, catalogueOf("c", "b"))).toEqual([
    { item: 1, type: "view", time: 1 },
    { item: 0, type: "view", time: 2 },
  ]);
});

test("the same rows are looked up once, until an item comes or goes, or another model serves", () => {
  const catalogue = catalogueOf("a", "b");
  const entries = entriesOf(rows, catalogue);
  expect(entriesOf(rows, catalogue)).toBe(entries);
  expect(itemsOf(entriesOf([...rows], catalogue))).toEqual([0, 1]);
  catalogue.ids.push("c");
  catalogue.idsVersion++;
  expect(itemsOf(entriesOf(rows, catalogue))).toEqual([0, 1, 2]);
  expect(itemsOf(entriesOf(rows, catalogueOf("x", "b")))).toEqual([1]);
});
