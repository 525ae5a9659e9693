// The overview with Prometheus: as it should be, and when it tells nothing, too little or rubbish.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { catalogue } from "../../../test/catalogue.ts";
import { type FakePrometheus, startFakePrometheus } from "../../../test/fake-prometheus.ts";
import { type Visit, visitShop } from "../../../test/visit.ts";
import { Prometheus } from "../prometheus/prometheus.ts";
import { PANELS } from "./panels.ts";

let fake: FakePrometheus;
let visit: Visit;
beforeEach(async () => {
  fake = startFakePrometheus();
  visit = await visitShop(catalogue(24), ["c1"], {
    consoleHosts: ["localhost"],
    prometheus: new Prometheus(fake.url),
  });
  visit.api.lastEventAt = new Date().toISOString();
});
afterEach(async () => {
  expect(visit.unexpected).toEqual([]);
  await fake.stop();
  await visit.api.stop();
});

const verdictIn = (html: string): string =>
  (/<p class="verdict[^>]*>(.*?)<\/p>/.exec(html)?.[1] ?? "").replaceAll(/<[^>]*>/g, "").trim();

const chartsIn = (html: string): number => html.match(/<svg [^>]*role="img"/g)?.length ?? 0;

describe("a page with Prometheus that tells nothing of use shows what the API tells, and says why", () => {
  test.each([
    ["is away", undefined, "Prometheus cannot be reached or read"],
    ["answers rubbish", () => new Response("<h1>Welcome to nginx!</h1>"), "a way that is not understood"],
    [
      "refuses",
      () => Response.json({ status: "error", error: "<b>too many queries</b>" }, { status: 503 }),
      "Prometheus could not answer: &lt;b&gt;too many queries&lt;/b&gt;",
    ],
  ])("because it %s", async (_, answer, words) => {
    if (answer === undefined) await fake.stop();
    else fake.answer = answer;
    const { status, text } = await visit.page("/console");
    expect([status, verdictIn(text)]).toEqual([
      200,
      "Look here. There is something to do about Prometheus: see below.",
    ]);
    expect(text).toContain(words);
    expect(text).toContain("1,234 requests");
    expect(text).toContain("Since the API started, by the place");
    expect(chartsIn(text)).toBe(0);
  });

  test("because it answers too late: the page comes after two seconds", async () => {
    fake.answer = () => Bun.sleep(10_000).then(() => new Response());
    const before = performance.now();
    const { text } = await visit.page("/console");
    expect(performance.now() - before).toBeLessThan(3_500);
    expect(text).toContain("Prometheus did not answer within 2 seconds");
  });

  test("because it watches something else", async () => {
    fake.watches = false;
    const { text } = await visit.page("/console");
    expect(text).toContain("Prometheus answers, but does not watch the API");
    expect(text).toContain("1,234 requests");
  });
});

test.each(["hour", "", "15m'", "week&range=day"])("a range of %p is not understood", async (range) => {
  expect((await visit.page(`/console?range=${range}`)).status).toBe(400);
});

test("what labels say is text, however it looks, and no longer than a label", async () => {
  fake.version = '"><script>alert(1)</script>';
  fake.firing = ["<i>Loud</i>"];
  const { text } = await visit.page("/console");
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).not.toContain("<script>alert");
  expect(text).not.toContain("<i>Loud");
});

test("every panel is a chart with a title, a description and its figures as a table", async () => {
  const { text } = await visit.page("/console");
  expect(verdictIn(text)).toStartWith("All is well.");
  expect(chartsIn(text)).toBe(PANELS.length);
  for (const { id, title } of PANELS) {
    expect(text).toContain(`<title id="${id}-title">${title}</title>`);
    expect(text).toContain(`<desc id="${id}-description">`);
    expect(text).toContain(`<caption>${title}</caption>`);
  }
});

test("figures, table and sentence are of the time that was chosen", async () => {
  for (const [range, words] of [
    ["15m", "in the last 15 minutes"],
    ["day", "in the last 24 hours"],
    ["week", "in the last seven days"],
  ] as const) {
    const { text } = await visit.page(`/console?range=${range}`);
    for (const shown of [
      `4,321 requests ${words}, 99 of 100 within 12 ms; none failed, 77 events recorded.`,
      `<a href="/console?range=${range}" aria-current="true">`,
      "web-for-you",
      "10.0 %",
      "$55.50",
    ])
      expect(text).toContain(shown);
  }
});

test("whichever time is looked at, requests are judged by the last minutes", async () => {
  fake.failedLately = 2_000;
  const { text } = await visit.page("/console?range=week");
  expect(verdictIn(text)).toBe("Look here. There is something to do about requests: see below.");
  expect(text).toContain("4,321 requests in the last 15 minutes, 99 of 100 within 12 ms; 2,000 failed");
});

test("an alert that fires is something to do, and among what changed", async () => {
  fake.firing = ["ApiSlow"];
  const { text } = await visit.page("/console");
  expect(verdictIn(text)).toBe("Look here. There is something to do about alerts: see below.");
  for (const words of ["ApiSlow fires: Alertmanager", "The alert ApiSlow fires since then."])
    expect(text).toContain(words);
});

test("the page asks for newer figures by itself, with scripts and without, until it is paused", async () => {
  const { text } = await visit.page("/console?range=day");
  expect(text).toContain('<noscript><meta http-equiv="refresh" content="30"/></noscript>');
  expect(text).toContain('hx-get="/console?range=day" hx-trigger="every 30s"');
  const paused = await visit.page("/console?range=day&paused=1");
  expect(paused.text).not.toContain('http-equiv="refresh"');
  expect(paused.text).not.toContain("hx-trigger");
  expect(paused.text).toContain('<a href="/console?range=day">Resume</a>');
});

test("a first visit transfers less than 60 KB", async () => {
  const { text } = await visit.page("/console?range=day");
  const paths = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(paths.length).toBeGreaterThan(2);
  const parts = [text, ...(await Promise.all(paths.map(async (path) => (await visit.page(path)).text)))];
  const bytes = parts.reduce((sum, part) => sum + Bun.gzipSync(part).length, 0);
  expect(bytes).toBeLessThan(60 * 1_024);
});
