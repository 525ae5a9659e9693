// Figures from the API's metrics, whole, odd and foreign.
import { describe, expect, test } from "bun:test";
import { parseExposition } from "@aisle/platform";
import { figuresOf, readFigures } from "./figures.ts";
import { requestsVerdict, sinceStart } from "./requests-verdict.ts";
import { shareOf } from "./share.ts";

const TEXT = `# HELP aisle_impressions_total Lists.
# TYPE aisle_impressions_total counter
aisle_impressions_total{version="7",track="stable",placement="cart"} 40
aisle_impressions_total{version="7",track="stable",placement="home"} 200
aisle_impressions_total{version="8",track="canary",placement="home"} 300
aisle_impressions_total{version="8",track="canary",placement="cart"} 0
aisle_clicks_total{version="7",track="stable",placement="home"} 20
aisle_conversions_total{version="7",track="stable",placement="home"} 2
aisle_revenue_total{version="7",track="stable",placement="home"} 59.9
aisle_http_requests_total{method="GET",route="/a",status="200"} 990
aisle_http_requests_total{method="GET",route="/a",status="503"} 10
aisle_http_requests_shed_total 0
aisle_http_request_duration_seconds_bucket{le="0.01",route="/a"} 900
aisle_http_request_duration_seconds_bucket{le="0.1",route="/a"} 995
aisle_http_request_duration_seconds_bucket{le="+Inf",route="/a"} 1000
aisle_events_recorded_total{type="view"} 5
aisle_events_recorded_total{type="cart"} 2
aisle_events_rejected_total 1
aisle_imported_items_total{outcome="accepted"} 30
aisle_imported_items_total{outcome="rejected"} 4
process_start_time_seconds 1000
`;

describe("the figures", () => {
  test("are those since the start, by placement and model", () => {
    expect(figuresOf(parseExposition(TEXT))).toEqual({
      since: 1_000,
      requests: 1_000,
      failed: 10,
      shed: 0,
      slowest: 0.1,
      events: 7,
      intake: { rejectedEvents: 1, items: 30, rejectedItems: 4 },
      outcomes: [
        { placement: "home", version: "8", track: "canary", lists: 300, clicked: 0, bought: 0, revenue: 0 },
        {
          placement: "home",
          version: "7",
          track: "stable",
          lists: 200,
          clicked: 20,
          bought: 2,
          revenue: 59.9,
        },
        { placement: "cart", version: "7", track: "stable", lists: 40, clicked: 0, bought: 0, revenue: 0 },
      ],
    });
  });

  test("of another service are none", () => {
    expect(figuresOf(parseExposition("go_goroutines 8\n<html>\n"))).toBeUndefined();
  });

  test.each([
    ["nobody answers", (): Response | undefined => undefined, false],
    ["it is an error", () => new Response(TEXT, { status: 500 }), false],
    ["it leads elsewhere", () => Response.redirect("http://127.0.0.1:1/"), false],
    ["it does not end", () => new Response("x".repeat(4_000_001)), false],
    ["it is the API's", () => new Response(TEXT), true],
  ] as const)("are read or not when %s", async (_, answer, isRead) => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (): Response => answer() ?? new Response(),
    });
    const url = `http://127.0.0.1:${server.port}/metrics`;
    if (answer() === undefined) await server.stop(true);
    expect((await readFigures(url)) !== undefined).toBe(isRead);
    await server.stop(true);
  });

  test.each([
    [
      {},
      "well",
      "1,000 requests since the API started 2 hours ago, 99 of 100 within 100 ms; 10 failed, 7 events recorded.",
    ],
    [{ since: 1_000 + 7_180 }, "well", "1,000 requests since the API started less than a minute ago, 99"],
    [{ failed: 11 }, "act", "11 failed, 7 events recorded: its log says why."],
    [{ shed: 11 }, "act", "11 were turned away: give it more processes or pods."],
    [{ shed: 1 }, "well", "7 events recorded, and 1 was turned away."],
    [
      { slowest: undefined, since: undefined, failed: 0 },
      "well",
      "1,000 requests; none failed, 7 events recorded.",
    ],
  ])("with %j are judged", (changes, tone, words) => {
    const figures = { ...figuresOf(parseExposition(TEXT))!, ...changes };
    const verdict = requestsVerdict(figures, sinceStart(figures, (1_000 + 7_200) * 1_000));
    expect([verdict.tone as string, verdict.text]).toEqual([tone, expect.stringContaining(words)]);
  });
});

test("a day is judged by its last minutes, which are told when they are bad", () => {
  const day = { ...figuresOf(parseExposition(TEXT))!, failed: 500, slowest: undefined };
  const recent = { of: { ...day, requests: 10, failed: 0 }, when: " in the last 15 minutes" };
  expect(requestsVerdict(day, " in the last 24 hours", recent)).toEqual({
    tone: "well",
    text: "1,000 requests in the last 24 hours; 500 failed, 7 events recorded.",
  });
  const bad = { ...recent, of: { ...recent.of, failed: 1 } };
  expect(requestsVerdict(day, " in the last 24 hours", bad)).toEqual({
    tone: "act",
    text: "10 requests in the last 15 minutes; 1 failed, 7 events recorded: its log says why.",
  });
});

test("a share has Wilson's interval, also for none and for all", () => {
  expect(shareOf(0, 0)).toBeUndefined();
  const { share, low, high } = shareOf(20, 200)!;
  expect([share, low.toFixed(4), high.toFixed(4)]).toEqual([0.1, "0.0657", "0.1494"]);
  expect(shareOf(0, 10)?.low).toBe(0);
  expect(shareOf(0, 10)!.high).toBeCloseTo(0.2775, 3);
  expect(shareOf(10, 10)).toMatchObject({ share: 1, high: 1 });
});
