// The page of the models, and of two versions: with a whole MLflow, and with one that is away, slow or odd.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { catalogue } from "../../../test/catalogue.ts";
import { REPORT, reportRun } from "../../../test/data-report.ts";
import { type FakeMlflow, fakeMlflow } from "../../../test/fake-mlflow.ts";
import { DECISION, FIRST, MINUTE, REFUSED, SECOND, START, withModels } from "../../../test/models.ts";
import { type Visit, visitShop } from "../../../test/visit.ts";

let mlflow: FakeMlflow;
let visit: Visit | undefined;

beforeEach(() => {
  mlflow = withModels(fakeMlflow());
});
afterEach(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mlflow[Symbol.asyncDispose]();
});

async function visitConsole(): Promise<Visit> {
  visit = await visitShop(catalogue(4), [], {
    consoleHosts: ["localhost"],
    mlflow: mlflow.settings,
  });
  visit.api.version = "2";
  return visit;
}

const page = async (path = "/console/models") => (await visitConsole()).page(path);

describe("the models", () => {
  test("are shown with what each retrain reached, where they serve and what the gate said", async () => {
    const { status, text } = await page();
    expect(status).toBe(200);
    for (const words of [
      "Model 2 (stable) serves",
      "The newest retrain was refused",
      "3 retrains in 2 minutes, 2 of them promoted",
      "serves (stable)",
      "champion",
      "not better than champion v1",
      "+0.0100 [−0.0200, +0.0400]",
      "[no bound, no bound]",
      "&lt;b&gt;strangers&lt;/b&gt;",
      "https://mlflow.example/#/experiments/1/runs/r3",
      "https://mlflow.example/#/models/aisle-recommender/versions/2",
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/<script|style=|\son\w+=/);
  });

  test("have the gate’s decision on an older retrain, when it is asked for", async () => {
    mlflow.runs = [
      { ...SECOND, runId: "r4", startTime: START + 3 * MINUTE, files: {} },
      REFUSED,
      SECOND,
      FIRST,
    ];
    const { text } = await page("/console/models?retrain=r3");
    expect(text).toContain("not better than champion v1");
    expect((await page()).text).toContain("has no record of a decision");
  });

  test("lead from what serves to what should", async () => {
    mlflow.aliases = { champion: "1" };
    const { text } = await page();
    expect(text).toContain("Look here.");
    expect(text).toContain("In MLflow the champion is version 1");
  });

  test.each([
    ["stopped because its data failed validation", "FAILED", "stopped"],
    ["failed", "FAILED", "passed"],
  ])("say what to do when the newest retrain %s", async (words, status, verdict) => {
    mlflow.runs = [{ ...REFUSED, runId: "r4", status, tags: { "aisle.data": verdict } }, ...mlflow.runs];
    const { text } = await page();
    expect(text).toContain("Look here.");
    expect(text).toContain(`The newest retrain ${words}`);
  });

  test("are shown although somebody else registered one of them", async () => {
    mlflow.versions = [{ version: "3", tags: { "aisle.digest": "latest" } }, ...mlflow.versions];
    const { status, text } = await page();
    expect(status).toBe(200);
    expect(text).toContain("the tag aisle.digest of version 3");
    expect(text).toContain("3 retrains in");
  });

  test("of a champion that is older than what is listed are shown, too", async () => {
    mlflow.runs = [REFUSED, SECOND, { ...FIRST, tags: {} }];
    const { text } = await page();
    expect(text).toContain("not asked");
  });

  const decisionWith = (low: number, mean: number, high: number): string => {
    const [first, ...others] = DECISION.checks;
    const difference = { ...first!.difference!, low, mean, high };
    return JSON.stringify({ ...DECISION, checks: [{ ...first!, difference }, ...others] });
  };

  test("are shown with an interval that is too short to be drawn", async () => {
    mlflow.runs = [{ ...REFUSED, files: { "gate.json": decisionWith(-1e-320, 0, 1e-320) } }, SECOND, FIRST];
    const { status, text } = await page();
    expect(status).toBe(200);
    expect(text).not.toContain("NaN");
    expect(visit?.unexpected).toEqual([]);
  });

  test.each([
    "no json",
    JSON.stringify({ ...DECISION, checks: "many" }),
    "x".repeat(600_000),
    decisionWith(-1e308, 1e308, 1e308),
  ])("are shown without a decision that is odd", async (gate) => {
    mlflow.runs = [{ ...REFUSED, files: { "gate.json": gate } }, SECOND, FIRST];
    const { status, text } = await page();
    expect(status).toBe(200);
    expect(text).toContain("gate.json");
    expect(text).toContain("3 retrains in");
    expect(visit?.unexpected).toEqual([]);
  });

  test("say so when a retrain is asked for that MLflow does not have", async () => {
    const { status, text } = await page("/console/models?retrain=none");
    expect([status, text]).toEqual([200, expect.stringContaining("MLflow has no retrain of this address")]);
  });

  test("say what to do when MLflow is not named", async () => {
    visit = await visitShop(catalogue(4), [], { consoleHosts: ["localhost"] });
    expect((await visit.page("/console/models")).text).toContain("Set MLFLOW_TRACKING_URI");
    expect((await visit.page("/console/models/compare?left=1&right=2")).status).toBe(404);
  });

  test.each([
    ["is odd", () => new Response("<html>welcome</html>"), "Is MLFLOW_TRACKING_URI right?"],
    ["does not know the user", () => new Response("", { status: 401 }), "MLFLOW_TRACKING_USERNAME"],
    ["fails", () => new Response("", { status: 500 }), "MLflow is not answering, or too slowly"],
    ["hangs", () => Bun.sleep(20_000).then(() => new Response()), "MLflow is not answering, or too slowly"],
  ])("show what the API knows while MLflow %s", async (_, answer, words) => {
    mlflow.answer = answer;
    const before = performance.now();
    const { status, text } = await page();
    expect(performance.now() - before).toBeLessThan(6_000);
    expect(status).toBe(200);
    expect(text).toContain("Look here.");
    expect(text).toContain("Model 2 (stable) serves");
    expect(text).toContain(words);
    expect(text).toContain("Learned from");
    expect(visit?.unexpected).toEqual([]);
  });

  test("show what MLflow knows while the API is away", async () => {
    const visit = await visitConsole();
    await visit.api.stop();
    const { status, text } = await visit.page("/console/models");
    expect(status).toBe(200);
    expect(text).toContain("The API is not answering.");
    expect(text).toContain("3 retrains in");
    mlflow.answer = () => new Response("", { status: 500 });
    expect((await visit.page("/console/models")).status).toBe(503);
  });

  test.each([
    "/console/models?retrain=../x",
    "/console/models/compare",
    "/console/models/compare?left=1&right=latest",
    "/console/models/compare?left=1'&right=2",
  ])("are not asked for by %s", async (path) => {
    expect((await page(path)).status).toBe(400);
    expect(mlflow.asked).toEqual([]);
  });
});

describe("two versions", () => {
  test("are shown side by side, with what differs", async () => {
    const { text } = await page("/console/models/compare?left=1&right=2");
    const cells = [...text.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, cell]) => cell).join("|");
    expect(cells).toContain("ndcg_at_10|0.1000|0.1400|+0.0400");
    expect(cells).toContain("recall_at_10|0.2500|0.2000|−0.0500");
    expect(cells).toContain("ranker.kind|blend|forest");
    expect(cells).not.toContain("seed");
    expect(cells).not.toContain("champion_ndcg_at_10");
    expect(text).toContain("Only the gate compares on the same customers.");
  });

  test("have what each learned from, or why that is not known", async () => {
    const { files } = reportRun(REPORT);
    mlflow.runs = [REFUSED, { ...SECOND, files: files! }, { ...FIRST, files: { "data.json": "{}" } }];
    const { status, text } = await page("/console/models/compare?left=1&right=2");
    expect(status).toBe(200);
    expect(text).toContain("1 Jun 2026, 00:00 to 30 Nov 2026, 12:00: 9,988 events of 499 customers");
    expect(text).toContain("data.json of the run r1 in MLflow is not as the trainer writes it");
  });

  test("are missing when the registry does not have one of them", async () => {
    const { status, text } = await page("/console/models/compare?left=1&right=9");
    expect([status, text]).toEqual([404, expect.stringContaining("MLflow has no such version")]);
  });
});
