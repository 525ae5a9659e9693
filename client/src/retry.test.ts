import { describe, expect, test } from "bun:test";
import { isRetriedStatus, retryWait } from "./retry.ts";

const now = () => Date.parse("2026-03-01T00:00:00Z");
const wait = (attempt: number, retryAfter: string | null, random = 0) =>
  retryWait(attempt, retryAfter, () => random, now);

describe("which answers are worth another attempt", () => {
  test("those that say the API is away or busy", () => {
    expect([429, 502, 503, 504].every(isRetriedStatus)).toBe(true);
  });
  test("none that would be the same again", () => {
    expect([200, 400, 404, 409, 413, 500].some(isRetriedStatus)).toBe(false);
  });
});

describe("how long to wait", () => {
  test("doubles from attempt to attempt and stops growing at two seconds", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => wait(attempt, null, 1))).toEqual([
      100, 200, 400, 800, 1600, 2000, 2000,
    ]);
  });
  test("is spread over the upper half of its range", () => {
    expect([0, 0.5, 1].map((random) => wait(3, null, random))).toEqual([400, 600, 800]);
  });
  test("is at least what the server asks for, in seconds", () => {
    expect(wait(0, "2")).toBe(2000);
    expect(wait(5, "1", 1)).toBe(2000);
  });
  test("is at least what the server asks for, as a date", () => {
    expect(wait(0, "Sun, 01 Mar 2026 00:00:03 GMT")).toBe(3000);
  });
  test("ignores a date that has passed and what is neither", () => {
    expect(wait(0, "Sat, 28 Feb 2026 00:00:00 GMT")).toBe(50);
    expect(wait(0, "soon")).toBe(50);
    expect(wait(0, "-5")).toBe(50);
  });
  test("gives up when the server asks for longer than a caller should hang", () => {
    expect(wait(0, "6")).toBeUndefined();
    expect(wait(0, "99999999999999999999")).toBeUndefined();
  });
});
