// When a measurement is good enough.
import { describe, expect, test } from "bun:test";
import { ANSWERED, REFUSED } from "../test/oha-output.ts";
import { parseResult, type Result } from "./oha/result.ts";
import { judge } from "./verdict.ts";

const held = (result: Result, maxErrorRate: number, maxP99: number) =>
  judge(result, { maxErrorRate, maxP99 }).map((check) => check.held);

describe("the verdict", () => {
  test("fails both limits when nothing was answered, or nothing asked", () => {
    expect(held(parseResult(REFUSED), 0.5, 60_000)).toEqual([false, false]);
    const nothing: Result = {
      requests: 0,
      failures: 0,
      seconds: 1,
      goodPerSecond: 0,
      percentiles: [],
      outcomes: [],
    };
    expect(held(nothing, 0.5, 60_000)).toEqual([false, false]);
  });

  test("looks at each limit by itself", () => {
    const result = parseResult(ANSWERED);
    expect(held(result, 0.001, 1)).toEqual([false, true]);
    expect(held(result, 0.01, 0.5)).toEqual([true, false]);
    expect(held(result, 0.01, 1)).toEqual([true, true]);
  });

  test("holds exactly at the limit", () => {
    const result = { ...parseResult(ANSWERED), requests: 1_000, failures: 1 };
    expect(held({ ...result, percentiles: [{ share: 0.99, milliseconds: 100 }] }, 0.001, 100)).toEqual([
      true,
      true,
    ]);
  });

  test("says what was measured and what is allowed", () => {
    expect(judge(parseResult(ANSWERED), { maxErrorRate: 0.001, maxP99: 1 })).toMatchObject([
      { measured: "0.221 %", allowed: "at most 0.1 %" },
      { measured: "0.81 ms", allowed: "at most 1 ms" },
    ]);
  });
});
