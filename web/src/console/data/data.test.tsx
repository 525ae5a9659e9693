// The page of the data: with a whole report, with one that was stopped, and with an MLflow that is away or odd.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { DataReport } from "@aisle/contract";
import { catalogue } from "../../../test/catalogue.ts";
import { REPORT, reportRun, withReport } from "../../../test/data-report.ts";
import { type FakeMlflow, fakeMlflow } from "../../../test/fake-mlflow.ts";
import { type Visit, visitShop } from "../../../test/visit.ts";

const HOUR = 3_600_000;
const CHECKED = Date.parse(REPORT.validation.checkedAt);

let mlflow: FakeMlflow;
let visit: Visit | undefined;

beforeEach(() => {
  mlflow = fakeMlflow();
});
afterEach(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mlflow[Symbol.asyncDispose]();
});

/** The page some hours after the report. */
async function page(hours = 2, isNamed = true) {
  visit = await visitShop(catalogue(4), [], {
    consoleHosts: ["localhost"],
    mlflow: isNamed ? mlflow.settings : undefined,
    now: () => CHECKED + hours * HOUR,
  });
  return visit.page("/console/data");
}

const validated = (changes: Partial<DataReport["validation"]>): DataReport => ({
  ...REPORT,
  validation: { ...REPORT.validation, ...changes },
});

const check = (outcome: "warning" | "stop", finding: string): DataReport["validation"]["checks"][number] => ({
  name: "some check",
  outcome,
  finding,
  value: 1,
  limit: 0,
  isDrift: false,
});

describe("the data", () => {
  test("are shown with snapshot, checks, drift, what was set aside, and what was imported", async () => {
    withReport(mlflow);
    const { status, text } = await page();
    expect(status).toBe(200);
    for (const words of [
      "All is well.",
      "9,988 events of 499 customers passed their validation 2 hours ago, 12 rows were quarantined",
      "10,000 events of 500 customers on 90 products",
      "There are 0.75 times as many events per day as in the four weeks before (1,200 → 900 events per day)",
      "is 10 % lower (10.00 → 9.00",
      "a product that the catalogue does not have",
      "&lt;b&gt;gone&lt;/b&gt;",
      "9,000 events and 90 products; 50 events were there before",
      "4 of 9,054 rows of orders.csv, column mail: no customer",
      "https://mlflow.example/#/experiments/1/runs/d1",
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/<script|style=|\son\w+=/);
  });

  test("have what the API took and rejected since it started", async () => {
    withReport(mlflow);
    const cells = [...(await page()).text.matchAll(/<t[hd][^>]*>([^<]*)</g)]
      .map(([, cell]) => cell)
      .join("|");
    expect(cells).toContain("Events|0|2");
    expect(cells).toContain("Products, by POST /v1/items:batch|30|4");
  });

  test.each([
    [
      "stopped",
      validated({ verdict: "stopped", checks: [check("stop", "half of the events are unusable")] }),
      "so no model learned from them: half of the events are unusable. Fix that at the source",
    ],
    [
      "passed with a warning",
      validated({ checks: [check("warning", "45 % of the items are new")] }),
      "with a warning: 45 % of the items are new",
    ],
    [
      "came with an import that was refused",
      { ...REPORT, imports: [{ ...REPORT.imports[0]!, outcome: "refused", error: "No such folder." }] },
      "The newest import was refused: No such folder.",
    ],
  ])("that %s say what to do", async (_, report, words) => {
    withReport(mlflow, report);
    const { status, text } = await page();
    expect([status, text]).toEqual([200, expect.stringContaining(words)]);
    expect(text).toContain("Look here.");
  });

  test("that nobody has looked at for long say so", async () => {
    withReport(mlflow);
    expect((await page(24 * 9)).text).toContain("find out why no retrain has run since");
  });

  test("that were never looked at say what to do", async () => {
    const { text } = await page();
    expect(text).toContain("No retrain has checked the data yet");
    expect(text).toContain("Through the API");
  });

  test("without an MLflow say which setting names it", async () => {
    const { status, text } = await page(2, false);
    expect([status, text]).toEqual([200, expect.stringContaining("Set MLFLOW_TRACKING_URI")]);
    expect(mlflow.asked).toEqual([]);
  });

  test.each([
    ["is no JSON", "no json"],
    ["has another form", JSON.stringify({ ...REPORT, imports: "many" })],
    [
      "has more rows than there can be",
      JSON.stringify(validated({ checks: Array(201).fill(check("stop", "x")) })),
    ],
    ["has a text that could forge lines", JSON.stringify(validated({ checks: [check("stop", "a\nb")] }))],
    ["is huge", `"${"x".repeat(600_000)}"`],
  ])("are told to be odd when the report %s", async (_, text) => {
    mlflow.runs = [{ ...reportRun({}), files: { "data.json": text } }];
    const answer = await page();
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining("data.json")]);
    expect(answer.text).toContain("Not done.");
    expect(answer.text).toContain("Through the API");
    expect(visit?.unexpected).toEqual([]);
  });

  test("of a run without a report say what to do", async () => {
    mlflow.runs = [{ ...reportRun({}), files: {} }];
    expect((await page()).text).toContain("retrain once more");
  });

  test("are told to be unknown while MLflow fails", async () => {
    mlflow.answer = () => new Response("", { status: 500 });
    const { status, text } = await page();
    expect([status, text]).toEqual([200, expect.stringContaining("MLflow is not answering, or too slowly")]);
    expect(text).toContain("Through the API");
  });
});

describe("on the overview, the data", () => {
  async function overview(): Promise<string> {
    visit = await visitShop(catalogue(4), ["c1"], {
      consoleHosts: ["localhost"],
      mlflow: mlflow.settings,
      now: () => CHECKED + HOUR,
    });
    return (await visit.page("/console")).text;
  }

  test("are one of what is well", async () => {
    withReport(mlflow);
    expect(await overview()).toContain(
      "9,988 events of 499 customers passed their validation 60 minutes ago",
    );
  });

  test.each([
    [
      "were stopped",
      () => withReport(mlflow, validated({ verdict: "stopped" })),
      "no model learned from them",
    ],
    [
      "were learned from in vain",
      () => (mlflow.runs = [{ ...reportRun(REPORT), status: "FAILED" }]),
      "The retrain failed afterwards",
    ],
    [
      "are unknown",
      () => (mlflow.answer = () => new Response("", { status: 500 })),
      "MLflow is not answering",
    ],
  ])("that %s are something to do", async (_, prepare, words) => {
    prepare();
    const text = await overview();
    expect(text).toContain(words);
    expect(text).toMatch(/There is something to do about [a-z ]*data/);
  });

  test("do not hold up the page when MLflow hangs", async () => {
    mlflow.answer = () => Bun.sleep(20_000).then(() => new Response());
    const before = performance.now();
    expect(await overview()).toContain("MLflow is not answering");
    expect(performance.now() - before).toBeLessThan(2_500);
  });
});
