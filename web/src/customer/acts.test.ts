import { expect, test } from "bun:test";
import { distinctActs } from "./acts.ts";

test("an act is told once for each product, the newest", () => {
  const act = (itemId: string, type: "view" | "cart", at: number) => ({ itemId, type, at });
  expect(
    distinctActs([act("a", "view", 4), act("a", "cart", 3), act("b", "view", 2), act("a", "view", 1)]),
  ).toEqual([act("a", "view", 4), act("a", "cart", 3), act("b", "view", 2)]);
});
