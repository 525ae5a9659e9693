import { describe, expect, test } from "bun:test";
import { calendarAfter, dateOf } from "./calendar.ts";

const at = (text: string) => Date.parse(text);
const NOW = at("2026-11-23T12:00:00Z");
const firstDate = (events: readonly number[]) => dateOf(calendarAfter(events, 7, NOW).firstDay);

describe("the first simulated day", () => {
  test("cannot be told for a shop without customers", () => {
    expect(() => calendarAfter([], 7, NOW)).toThrow("no customers yet");
  });

  test("follows the newest event", () => {
    const events = [at("2025-03-01T10:00:00Z"), at("2025-04-30T23:59:59Z"), at("2025-01-01T00:00:00Z")];
    expect(firstDate(events)).toBe("2025-05-01");
    expect(calendarAfter(events, 7, NOW).squeezed).toBeUndefined();
  });

  test("passes over today's events of somebody who tries the demo", () => {
    const events = [at("2026-11-23T11:00:00Z"), at("2025-04-30T10:00:00Z")];
    expect(firstDate(events)).toBe("2025-05-01");
  });

  test("leaves room for all days when today's events are all there is", () => {
    const { firstDay, timeOf } = calendarAfter([at("2026-11-23T11:00:00Z")], 7, NOW);
    expect(dateOf(firstDay)).toBe("2026-11-16");
    expect(timeOf(firstDay + 7, 0)).toBeLessThanOrEqual(NOW);
  });
});

describe("days without room before now", () => {
  const newest = at("2026-11-22T21:30:00Z");
  const events = [newest, at("2026-11-10T10:00:00Z"), at("2026-11-20T10:00:00Z")];

  test("pass between the newest event and now, in their order", () => {
    const { firstDay, timeOf, squeezed } = calendarAfter(events, 7, NOW);
    expect(dateOf(firstDay)).toBe("2026-11-23");
    const times = [0, 1, 6].flatMap((day) =>
      [0, 40_000, 86_399].map((second) => timeOf(firstDay + day, second)),
    );
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(times[0]).toBeGreaterThan(newest);
    expect(times.at(-1)).toBeLessThanOrEqual(NOW);
    expect(squeezed).toEqual({ from: newest + 1, to: NOW });
  });

  test("take a second each when the newest event was just now", () => {
    const { firstDay, timeOf } = calendarAfter([...events, NOW], 7, NOW);
    expect(timeOf(firstDay, 0)).toBeGreaterThan(NOW);
    expect(timeOf(firstDay + 7, 0)).toBeLessThanOrEqual(NOW + 7001);
  });
});
