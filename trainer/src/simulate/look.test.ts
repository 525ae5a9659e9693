import { describe, expect, test } from "bun:test";
import { Random } from "../shop/random.ts";
import { attentionAt, clickChance, clicks } from "./look.ts";

/** Clicks by position over many looks at the same list. */
function clicksByPosition(worth: readonly number[], looks = 20_000): number[] {
  const random = new Random(1);
  const counts = worth.map(() => 0);
  for (let i = 0; i < looks; i++) for (const position of clicks(worth, random)) counts[position]!++;
  return counts.map((count) => count / looks);
}

describe("looking at a list", () => {
  test("clicks equal items less often the further down they are, as attention fades", () => {
    const rates = clicksByPosition(Array.from({ length: 10 }, () => 2));
    rates.forEach((rate, position) => expect(rate).toBeCloseTo(attentionAt(position) * clickChance(2), 1));
    expect(rates[0]! / rates[2]!).toBeCloseTo(attentionAt(0) / attentionAt(2), 0);
    expect(rates[0]! / rates[9]!).toBeGreaterThan(3);
  });

  test("clicks a liked item in the third place more often than an indifferent one in the first", () => {
    const [first = 0, , third = 0] = clicksByPosition([0, 0, 4]);
    expect(third).toBeGreaterThan(first);
  });

  test("never clicks what it does not know, and nothing in an empty list", () => {
    expect(clicksByPosition([-Infinity, 2])[0]).toBe(0);
    expect(clicks([], new Random(1))).toEqual([]);
  });
});
