// Charts as a reader gets them: drawn inside their frame, and with the figures behind them.
import { describe, expect, test } from "bun:test";
import type { HtmlEscapedString } from "hono/utils/html";
import { ColumnChart, IntervalChart, type IntervalRow, LineChart, type Series } from "./index.ts";

/** Charts wait for nothing. */
const markup = (element: HtmlEscapedString | Promise<HtmlEscapedString>): string =>
  (element as HtmlEscapedString).toString();

const chart = {
  id: "one",
  title: "Answers <a second>",
  description: "Many, then fewer.",
  seconds: 60,
  text: (value: number) => `${value.toFixed(1)} ms`,
};

const series = (...values: readonly (number | undefined)[]): Series => ({
  name: "p99 & more",
  tone: "one",
  points: values.map((value, at) => ({ second: at * 10, value })),
});

/** The coordinates of every path. */
const drawn = (html: string) =>
  Array.from(html.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) => [Number(x), Number(y)] as const);
const pathsOf = (html: string, name: string) =>
  Array.from(html.matchAll(new RegExp(`<path class="${name} one" d="([^"]*)"`, "g")), ([, d]) => d!);
const cells = (html: string) => Array.from(html.matchAll(/<t[dh](?: [^>]*)?>([^<]*)</g), ([, text]) => text);

describe("a chart of lines", () => {
  test("says what it is to those who cannot see it, and escapes it", () => {
    const html = markup(<LineChart {...chart} series={[series(1, 2)]} />);
    expect(html).toContain('aria-labelledby="one-title one-description"');
    expect(html).toContain('<title id="one-title">Answers &lt;a second&gt;</title>');
    expect(html).toContain('<desc id="one-description">Many, then fewer.</desc>');
    expect(html).not.toContain("<a second");
  });

  test("has its figures behind it, in the order of time, with what is missing", () => {
    const html = markup(<LineChart {...chart} series={[series(3, undefined, 5)]} />);
    expect(cells(html)).toEqual(["time", "p99 &amp; more", "0 s", "3.0 ms", "10 s", "–", "20 s", "5.0 ms"]);
  });

  test("draws inside its frame, whatever the values", () => {
    for (const axis of [undefined, "close", "logarithmic"] as const)
      for (const values of [[0], [0, 0], [1e-9, 1e12], [5, 5, 5], [0.001, undefined, 7]])
        for (const [x, y] of drawn(
          markup(<LineChart {...chart} axis={axis} series={[series(...values)]} />),
        )) {
          expect(x).toBeWithin(0, 721);
          expect(y).toBeWithin(0, 261);
        }
  });

  test("names no more times than there is room for", () => {
    const clock = (second: number) => new Date(second * 1_000).toISOString().slice(11, 19);
    for (const seconds of [9, 60, 1_020, 5_000, 86_400]) {
      const html = markup(
        <LineChart {...chart} seconds={seconds} timeText={clock} series={[series(1, 2)]} />,
      );
      const times = Array.from(html.matchAll(/x="([\d.]+)" y="246"/g), ([, x]) => Number(x));
      expect(times.length).toBeGreaterThan(2);
      for (const [at, x] of times.slice(1).entries()) expect(x - times[at]!).toBeGreaterThan(8 * 9);
    }
  });

  test("breaks off where a value is missing, and shows a value that stands alone", () => {
    const html = markup(<LineChart {...chart} series={[series(1, 2, undefined, 4, undefined, 2, 3)]} />);
    expect(pathsOf(html, "line")[0]!.match(/M/g)).toHaveLength(3);
    expect(html.match(/<circle/g)).toHaveLength(1);
  });

  test("holds a value until the next one when it is stepped, and fills what is below", () => {
    const html = markup(<LineChart {...chart} stepped series={[series(0, 50)]} />);
    const [line] = pathsOf(html, "line");
    const heights = Array.from(line!.matchAll(/,(-?[\d.]+)/g), ([, y]) => Number(y));
    expect(heights).toEqual([220, 220, 30]);
    expect(pathsOf(html, "area")).toHaveLength(1);
  });

  test("marks each value, and those that are out of bounds apart", () => {
    const limits = [{ value: 3, name: "at most" }];
    const html = markup(
      <LineChart
        {...chart}
        axis="close"
        limits={limits}
        isBad={(value) => value > 3}
        series={[series(1, 2, 9)]}
      />,
    );
    expect(html.match(/<circle class="dot one"/g)).toHaveLength(2);
    expect(html.match(/<circle class="dot failed"/g)).toHaveLength(1);
    expect(html).toContain("at most</text>");
  });

  test("leaves out a limit that would be out of view, and says when there is nothing to draw", () => {
    const limits = [{ value: 1e6, name: "limit" }];
    expect(markup(<LineChart {...chart} limits={limits} series={[series(1, 2)]} />)).not.toContain("limit</");
    expect(markup(<LineChart {...chart} series={[series(undefined)]} />)).toBe(
      "<p>Nothing was measured for “Answers &lt;a second&gt;”.</p>",
    );
  });
});

describe("a chart of columns", () => {
  const columns = (...values: number[]) => ({ ...series(...values), name: `of ${values[0]}` });

  test("puts the parts on each other: together they are as high as their sum", () => {
    const html = markup(<ColumnChart {...chart} width={10} series={[columns(30, 10), columns(20, 0)]} />);
    const boxes = Array.from(
      html.matchAll(/y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g),
      ([, y, height]) => ({
        y: Number(y),
        height: Number(height),
      }),
    );
    // Nothing is drawn of a part that is 0.
    expect(boxes).toHaveLength(3);
    expect(boxes[0]!.y + boxes[0]!.height).toBeCloseTo(220, 0);
    expect(boxes[2]!.y + boxes[2]!.height).toBeCloseTo(boxes[0]!.y, 0);
    expect(boxes[2]!.height / boxes[0]!.height).toBeCloseTo(2 / 3, 2);
  });

  test("of nothing has axes and no columns", () => {
    const html = markup(<ColumnChart {...chart} width={10} series={[columns()]} />);
    expect(html).toContain('class="grid"');
    expect(html).not.toContain("<rect");
    expect(html).not.toMatch(/NaN|Infinity|undefined"/);
  });
});

describe("a chart of intervals", () => {
  const row = (mean: number, low: number | undefined, high: number | undefined): IntervalRow => ({
    name: "NDCG <b>",
    outcome: "pass",
    tone: "good",
    mean,
    low,
    high,
  });
  const one = {
    id: "i",
    title: "Differences",
    description: "One.",
    text: (value: number) => value.toFixed(2),
  };
  const ends = (html: string) =>
    Array.from(html.matchAll(/d="M(-?[\d.]+),[\d.]+H(-?[\d.]+)"/g), ([, from, to]) => [
      Number(from),
      Number(to),
    ]);

  test("says what it is, escapes it, and has its figures behind it", () => {
    const html = markup(<IntervalChart {...one} rows={[row(0.1, -0.1, 0.3)]} />);
    expect(html).toContain('<desc id="i-description">One.</desc>');
    expect(html).not.toContain("<b>");
    expect(cells(html).slice(-5)).toEqual(["NDCG &lt;b&gt;", "0.10", "-0.10", "0.30", "pass"]);
  });

  test("has 0 in view and stays inside its frame, whatever the values", () => {
    for (const [mean, low, high] of [
      [0, 0, 0],
      [5, 4, 6],
      [-1e9, -2e9, -1],
      [0.1, undefined, undefined],
    ] as const) {
      const html = markup(<IntervalChart {...one} rows={[row(mean, low, high)]} />);
      const zero = Number(/class="stage"><line x1="([\d.-]+)"/.exec(html)?.[1]);
      for (const x of [zero, ...ends(html).flat()]) expect(x).toBeWithin(0, 721);
    }
  });

  test("draws an end that is not known to the edge, and says so", () => {
    const html = markup(<IntervalChart {...one} rows={[row(0.1, undefined, 0.2), row(0.1, 0, 0.2)]} />);
    const [open, closed] = ends(html);
    expect(open![0]).toBeLessThan(closed![0]! + 1);
    expect(cells(html)).toContain("no bound");
  });

  test("of nothing says so", () => {
    expect(markup(<IntervalChart {...one} rows={[]} />)).toContain("Nothing was measured");
  });
});
