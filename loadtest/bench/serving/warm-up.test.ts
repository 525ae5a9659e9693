import { expect, test } from "bun:test";
import { isSteady } from "./warm-up.ts";

test("answers that become cheaper, or are refused, are not steady", () => {
  for (const costs of [
    [],
    [9],
    [9, 9, 9],
    [9, 8, 7, 6],
    [9, 9, 9, 8],
    [9, 8, 9, 9],
    [Infinity, Infinity, Infinity, Infinity],
    [Infinity, 9, 9, 9],
  ])
    expect([costs, isSteady(costs)]).toEqual([costs, false]);
});

test("answers that cost as much as before in three steps, or more, are steady", () => {
  for (const costs of [
    [9, 9, 9, 9],
    [9, 5, 5, 5.1, 5],
    [5, 9, 6, 7],
    [Infinity, 5, 4.9, 4.95, 5],
  ])
    expect([costs, isSteady(costs)]).toEqual([costs, true]);
});
