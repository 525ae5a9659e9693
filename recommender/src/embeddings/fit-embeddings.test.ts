import { describe, expect, test } from "bun:test";
import type { Steps } from "../interactions/steps.ts";
import { DIMENSIONS, fitEmbeddings, UNIT } from "./fit-embeddings.ts";

function stepsOf(items: number, sequences: readonly (readonly number[])[]): Steps {
  const item = Uint32Array.from(sequences.flat());
  const offsets = new Uint32Array(sequences.length + 1);
  sequences.forEach((sequence, at) => (offsets[at + 1] = offsets[at]! + sequence.length));
  return { customers: sequences.length, items, offsets, item, weight: new Float32Array(item.length).fill(1) };
}

function cosine(cells: Int8Array, a: number, b: number): number {
  let sum = 0;
  for (let at = 0; at < DIMENSIONS; at++) sum += cells[a * DIMENSIONS + at]! * cells[b * DIMENSIONS + at]!;
  return sum / UNIT ** 2;
}

const GROUP = 8;
const GROUPS = 25;

/** Each customer takes two items of a group. All pairs of it are taken, but its first two items never by the same customer. */
const pairs = Array.from({ length: GROUPS }, (_, group) => GROUP * group).flatMap((first) =>
  Array.from({ length: GROUP * GROUP }, (_, at) => [
    first + (at % GROUP),
    first + Math.floor(at / GROUP),
  ]).filter(([a, b]) => a! < b! && b !== first + 1),
);

describe("embeddings", () => {
  test("bring items together that nobody took both, when the same others were taken with each", () => {
    const cells = fitEmbeddings(stepsOf(GROUP * GROUPS, pairs));
    expect(cosine(cells, 0, 1)).toBeGreaterThan(0.4);
    expect(cosine(cells, 0, 2)).toBeGreaterThan(0.4);
    expect(Math.abs(cosine(cells, 0, GROUP))).toBeLessThan(0.2);
  });

  test("have the same length, and are all 0 for items that nobody took", () => {
    const cells = fitEmbeddings(stepsOf(203, pairs));
    expect(cells).toHaveLength(203 * DIMENSIONS);
    for (const item of [0, 50, 199]) expect(cosine(cells, item, item)).toBeCloseTo(1, 1);
    for (const item of [200, 201, 202]) expect(cosine(cells, item, item)).toBe(0);
  });

  test("are the same each time", () => {
    const steps = stepsOf(200, pairs);
    expect(fitEmbeddings(steps)).toEqual(fitEmbeddings(steps));
  });

  test("are all 0 without events, and none without items", () => {
    expect(fitEmbeddings(stepsOf(3, [])).every((cell) => cell === 0)).toBe(true);
    expect(fitEmbeddings(stepsOf(3, [[0], [1], [2]])).every((cell) => cell === 0)).toBe(true);
    expect(fitEmbeddings(stepsOf(0, []))).toHaveLength(0);
  });
});
