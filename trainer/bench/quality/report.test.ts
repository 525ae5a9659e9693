import { expect, test } from "bun:test";
import { signed, table } from "./report.ts";

test("a table is Markdown whose columns line up", () => {
  expect(table(["model", "NDCG"], [["ours, longer", "0.1"]])).toBe(
    ["| model        | NDCG |", "| ------------ | ---- |", "| ours, longer | 0.1  |"].join("\n"),
  );
});

test("a difference has signs, a real minus among them", () => {
  expect(signed({ mean: 0.01, low: -0.002, high: 0.022, customers: 9 })).toBe("+0.0100 [−0.0020, +0.0220]");
});
