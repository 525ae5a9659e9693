import { describe, expect, test } from "bun:test";
import { historyLengthPlot, importancePlot } from "./plots.ts";

const group = { label: "3–5", customers: 900, ndcg: 0.05, low: 0.04, high: 0.06 };

/** The numbers of an attribute of all elements of a kind, in their order. */
function numbers(svg: string, element: string, attribute: string): number[] {
  const found = svg.matchAll(new RegExp(`<${element}[^>]* ${attribute}="([\\d.-]+)"`, "g"));
  return Array.from(found, (match) => Number(match[1]));
}

/** The plotted bars: the first rectangle is the background. */
function bars(svg: string, attribute: string): number[] {
  return numbers(svg, "rect", attribute).slice(1);
}

describe("every plot", () => {
  const nasty = `</text><script>alert("1")</script>&\u0000\uD800`;
  test.each([
    ["importance", importancePlot([{ feature: nasty, importance: 1 }])],
    ["history length", historyLengthPlot([{ ...group, label: nasty }])],
  ])("escapes its labels and keeps out what XML cannot hold: %s", (_, svg) => {
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\uFFFD\uFFFD");
  });

  test.each([
    ["importance", importancePlot([{ feature: "popularity", importance: 1 }])],
    ["history length", historyLengthPlot([group])],
    ["importance of nothing", importancePlot([])],
    ["history length of nobody", historyLengthPlot([])],
  ])("is one self-contained document with a title and a description: %s", (_, svg) => {
    expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"');
    expect(svg).toMatch(/<title id="title">[^<]+<\/title><desc id="desc">[^<]+<\/desc>/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|href|url\(/);
    expect(svg.match(/<svg|<text|<title|<desc/g)).toHaveLength(
      svg.match(/<\/(svg|text|title|desc)>/g)?.length ?? 0,
    );
  });
});

describe("the importance plot", () => {
  test.each([-0.1, 1.1, Number.NaN])("refuses a share of %p", (importance) => {
    expect(() => importancePlot([{ feature: "popularity", importance }])).toThrow(RangeError);
  });

  test("has the most important feature first and bars in proportion", () => {
    const svg = importancePlot([
      { feature: "price", importance: 0.2 },
      { feature: "popularity", importance: 0.8 },
    ]);
    expect(svg.indexOf(">popularity<")).toBeLessThan(svg.indexOf(">price<"));
    const [first, second] = bars(svg, "width");
    expect((first ?? 0) / (second ?? 0)).toBeCloseTo(4, 5);
    expect(svg).toContain("popularity 80.0 %, price 20.0 %");
  });

  test("takes features that all count nothing", () => {
    expect(bars(importancePlot([{ feature: "price", importance: 0 }]), "width")).toEqual([0]);
  });
});

describe("the history length plot", () => {
  test.each([
    ["above its mean", { ...group, low: 0.055 }],
    ["below its mean", { ...group, high: 0.045 }],
    ["beyond 1", { ...group, high: 1.2 }],
    ["around no number", { ...group, ndcg: Number.NaN }],
  ])("refuses an interval %s", (_, bad) => {
    expect(() => historyLengthPlot([bad])).toThrow(RangeError);
  });

  test("takes an interval that misses its mean by a rounding error", () => {
    expect(historyLengthPlot([{ ...group, low: 0.05 + 1e-17, high: 0.05 - 1e-17 }])).toContain("0.0500");
  });

  test("has bars in proportion, each with its interval around its top", () => {
    const svg = historyLengthPlot([group, { ...group, label: "6–10", ndcg: 0.1, low: 0.05, high: 0.15 }]);
    const heights = bars(svg, "height");
    expect((heights[1] ?? 0) / (heights[0] ?? 0)).toBeCloseTo(2, 5);
    const top = numbers(svg, "rect", "y")[0] ?? 0;
    // Three lines for each interval come last: the first group's line is the sixth from the end.
    expect(numbers(svg, "line", "stroke-width")).toHaveLength(6);
    expect(numbers(svg, "line", "y1").at(-6)).toBeGreaterThan(top);
    expect(numbers(svg, "line", "y2").at(-6)).toBeLessThan(top);
  });

  test("keeps the place of a group without customers and says so", () => {
    const none = { label: "1–2", customers: 0, ndcg: Number.NaN, low: Number.NaN, high: Number.NaN };
    const svg = historyLengthPlot([none, group]);
    expect(bars(svg, "height")).toHaveLength(1);
    expect(svg).toContain("1–2: no customers; 3–5: 0.0500 (0.0400 to 0.0600, 900 customers)");
    expect(svg).toContain("n = 0");
  });

  test("takes a result of zero everywhere", () => {
    expect(bars(historyLengthPlot([{ ...group, ndcg: 0, low: 0, high: 0 }]), "height")).toEqual([0]);
  });
});
