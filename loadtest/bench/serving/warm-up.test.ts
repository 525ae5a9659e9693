import { expect, test } from "bun:test";
import { isSteady } from "./warm-up.ts";

test("answers that become cheaper, or are refused, are not steady", () => {
  for (const costs of [
    [],
    [9],
    [9, 9],
    [9, 8, 7],
    [9, 9, 8],
    [9, 8, 9],
    [Infinity, Infinity, 9],
    [Infinity, 9, 9],
  ])
    expect([costs, isSteady(costs)]).toEqual([costs, false]);
});

test("answers that have cost the same in two steps, or more, are steady", () => {
  for (const costs of [
    [9, 9, 9],
    [9, 5, 5, 5.1],
    [5, 9, 6],
    [Infinity, 5, 4.9, 4.95],
  ])
    expect([costs, isSteady(costs)]).toEqual([costs, true]);
});
