// The server's memory: reading it, and whether it grows.
import { describe, expect, test } from "bun:test";
import { growthOf, MetricsError, parseMetrics } from "./metrics.ts";

describe("metrics", () => {
  test.each(["", "<html>", "process_resident_memory_bytes NaN", "my_process_resident_memory_bytes 5"])(
    "without the memory are refused: %p",
    (text) => {
      expect(() => parseMetrics(text)).toThrow(MetricsError);
    },
  );

  test("give memory in bytes and delay in milliseconds", () => {
    const text = [
      "# HELP process_resident_memory_bytes Resident memory size in bytes.",
      "process_resident_memory_bytes 97673216",
      "nodejs_eventloop_lag_p99_seconds 0.000875519",
    ].join("\n");
    expect(parseMetrics(text)).toEqual({ rss: 97_673_216, lag: 0.876 });
    expect(parseMetrics("process_resident_memory_bytes 5e6 1700000000")).toEqual({ rss: 5e6 });
  });
});

describe("growth", () => {
  const samples = (rss: (second: number) => number) =>
    Array.from({ length: 100 }, (_, second) => ({ second, rss: rss(second) }));

  test("is unknown with too few samples of the second half", () => {
    expect(growthOf(samples(() => 1e8).slice(0, 54), 100)).toBeUndefined();
  });

  test("leaves the first half out, in which a server warms up", () => {
    expect(
      growthOf(
        samples((second) => (second < 50 ? 1e6 * second : 5e7)),
        100,
      ),
    ).toBeCloseTo(0);
  });

  test("is the slope over the second half, as a share of its beginning", () => {
    expect(
      growthOf(
        samples((second) => 1e8 + 1e5 * (second - 50)),
        100,
      ),
    ).toBeCloseTo(0.05);
    expect(
      growthOf(
        samples((second) => 1e8 - 1e5 * (second - 50)),
        100,
      ),
    ).toBeCloseTo(-0.05);
  });

  test("is not decided by a single last sample, as two points would be", () => {
    const growth = growthOf(
      samples((second) => (second === 99 ? 1.2e8 : 1e8)),
      100,
    );
    expect(growth).toBeLessThan(0.03);
  });
});
