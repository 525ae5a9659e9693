// Reading oha's output.
import { describe, expect, test } from "bun:test";
import { ANSWERED, REFUSED } from "../../test/oha-output.ts";
import { latencyAt, OhaOutputError, parseResult } from "./result.ts";

describe("oha's output", () => {
  test.each(["", "{}", "Success rate: 100 %", '{"summary":{}}'])(
    "that is something else is refused: %p",
    (text) => {
      expect(() => parseResult(text)).toThrow(OhaOutputError);
    },
  );

  test("counts answers other than 2xx and requests without an answer as failures", () => {
    const result = parseResult(ANSWERED);
    expect(result.requests).toBe(47_004);
    expect(result.failures).toBe(104);
    expect(result.goodPerSecond).toBeCloseTo(46_900 / 2.002671945);
    expect(result.outcomes.map(({ what, good }) => [what, good])).toEqual([
      ["status 200", true],
      ["status 503", false],
      ["connection closed before message completed", false],
    ]);
  });

  test("gives latency in milliseconds by growing share", () => {
    const result = parseResult(ANSWERED);
    expect(result.percentiles.map(({ share }) => share)).toEqual([
      0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999,
    ]);
    expect(latencyAt(result, 0.99)).toBeCloseTo(0.809371);
    expect(latencyAt(result, 0.42)).toBeUndefined();
    expect(result.latency?.max).toBeCloseTo(5.016324);
  });

  test("has no latency when nothing was answered", () => {
    const result = parseResult(REFUSED);
    expect(result).toMatchObject({ requests: 60_575, failures: 60_575, goodPerSecond: 0, percentiles: [] });
    expect(result).not.toHaveProperty("latency");
  });
});
