import { expect, test } from "bun:test";
import { inParallel } from "./parallel.ts";
import { failureOf } from "./test/failure-of.ts";

test("runs every entry once and never more than the width at a time", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (entry) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(entry);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test("rejects with the first failure and begins no more entries", async () => {
  const begun: number[] = [];
  const run = async (entry: number) => {
    begun.push(entry);
    await Promise.resolve();
    if (entry === 2) throw new Error("the second failed");
  };
  expect(await failureOf(inParallel([1, 2, 3, 4, 5, 6], 2, run))).toBe("the second failed");
  expect(begun.length).toBeLessThan(6);
});

test("is done at once with nothing to do", async () => {
  await inParallel([], 4, () => Promise.reject(new Error("nothing to run")));
});
