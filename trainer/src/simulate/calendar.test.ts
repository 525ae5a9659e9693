import { describe, expect, test } from "bun:test";
import { dateOf, firstDayAfter, timeOf } from "./calendar.ts";

const at = (text: string) => Date.parse(text);
const NOW = at("2026-11-23T12:00:00Z");

describe("the first simulated day", () => {
  test("cannot be told for a shop without customers", () => {
    expect(() => firstDayAfter([], 7, NOW)).toThrow("no customers yet");
  });

  test("follows the newest event", () => {
    const events = [at("2025-03-01T10:00:00Z"), at("2025-04-30T23:59:59Z"), at("2025-01-01T00:00:00Z")];
    expect(dateOf(firstDayAfter(events, 7, NOW))).toBe("2025-05-01");
  });

  test("passes over events that leave no room before now", () => {
    const events = [at("2026-11-23T11:00:00Z"), at("2025-04-30T10:00:00Z")];
    expect(dateOf(firstDayAfter(events, 7, NOW))).toBe("2025-05-01");
  });

  test("ends the days yesterday when every event is too new", () => {
    const first = firstDayAfter([at("2026-11-22T11:00:00Z")], 7, NOW);
    expect(dateOf(first)).toBe("2026-11-16");
    expect(timeOf(first + 7, 0)).toBeLessThanOrEqual(NOW);
  });
});
