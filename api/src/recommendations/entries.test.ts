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
  indexOf(itemId: string): number | undefined {
    const index = ids.indexOf(itemId);
    return index === -1 ? undefined : index;
  },
});

test("entries are the rows of known items, with their times in seconds", () => {
  expect(entriesOf(rows, catalogueOf("c", "b"))).toEqual([
    { item: 1, type: "view", time: 1 },
    { item: 0, type: "view", time: 2 },
  ]);
});
