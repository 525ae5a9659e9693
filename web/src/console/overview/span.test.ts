import { describe, expect, test } from "bun:test";
import { axisText, gridOf, momentText, SPANS, spanOf } from "./span.ts";

const NOW = new Date(2026, 4, 6, 14, 37, 22).getTime();

describe("the points of a chart", () => {
  test.each(SPANS)(
    "of the span $id end less than a minute ago, and none is before its axis begins",
    (span) => {
      const { begin, from, to, step } = gridOf(span, NOW);
      expect(NOW / 1_000 - to).toBeWithin(0, 60);
      expect(from - begin).toBeWithin(0, step);
      expect((to - from) % step).toBe(0);
      expect((to - from) / step).toBeWithin(59, 105);
    },
  );

  test.each([
    ["15m", new Date(2026, 4, 6, 14, 22)],
    ["day", new Date(2026, 4, 5, 14, 0)],
    ["week", new Date(2026, 3, 30, 0, 0)],
  ] as const)("of the span %s begin with a full minute, hour or day", (id, begin) => {
    expect(gridOf(spanOf(id), NOW).begin).toBe(begin.getTime() / 1_000);
  });
});

test("a moment has its day where days are looked at", () => {
  expect(momentText({ beginsWith: "minute" }, NOW / 1_000)).toBe("14:37");
  expect(momentText({ beginsWith: "day" }, NOW / 1_000)).toBe("Wed 14:37");
  expect(axisText({ beginsWith: "day" }, NOW / 1_000)).toBe("Wed 14:37");
  expect(axisText({ beginsWith: "day" }, new Date(2026, 4, 6).getTime() / 1_000)).toBe("Wed");
});
