import { describe, expect, test } from "bun:test";
import { criticalT } from "./students-t.ts";

describe("critical values of Student's t", () => {
  test.each([0, -0.1, 0.6, Number.NaN])("are refused for a tail of %p", (tail) => {
    expect(() => criticalT(tail, 5)).toThrow(RangeError);
  });

  test("are infinite without a degree of freedom: one cluster says nothing of others", () => {
    expect(criticalT(0.025, 0)).toBe(Infinity);
  });

  // R: qt(1 - tail, degrees)
  test.each([
    [0.025, 1, 12.706205],
    [0.025, 2, 4.302653],
    [0.025, 5, 2.570582],
    [0.025, 30, 2.042272],
    [0.025, 999, 1.962341],
    [0.001, 4, 7.173182],
    [0.0001, 61, 3.957882],
    [0.5, 7, 0],
  ])("above which is %p of the distribution with %i degrees: %p", (tail, degrees, value) => {
    expect(criticalT(tail, degrees)).toBeCloseTo(value, 3);
  });

  test("end near those of the normal distribution, however many degrees there are", () => {
    expect(criticalT(0.025, 1e9)).toBeCloseTo(1.96, 2);
  });
});
