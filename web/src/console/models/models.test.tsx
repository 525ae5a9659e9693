// The page of the models: with a whole MLflow, with one that is away, slow or odd, and with somebody who takes orders.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Operation, OperationOrder, Operations } from "@aisle/contract";
import { catalogue } from "../../../test/catalogue.ts";
import { REPORT, reportRun } from "../../../test/data-report.ts";
import { type FakeMlflow, fakeMlflow } from "../../../test/fake-mlflow.ts";
import { DECISION, FIRST, MINUTE, REFUSED, SECOND, START, withModels } from "../../../test/models.ts";
import { type Visit, visitShop } from "../../../test/visit.ts";
import type { Told } from "../ask.ts";
import type { OperationsClient } from "../operations/operations.ts";

let mlflow: FakeMlflow;
let visit: Visit | undefined;

beforeEach(() => {
  mlflow = withModels(fakeMlflow());
});
afterEach(async () => {
  await visit?.[Symbol.asyncDispose]();
  await mlflow[Symbol.asyncDispose]();
});

async function visitConsole(operations?: OperationsClient): Promise<Visit> {
  visit = await visitShop(catalogue(4), [], {
    consoleHosts: ["localhost"],
    mlflow: mlflow.settings,
    operations,
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

  test.each(["no json", JSON.stringify({ ...DECISION, checks: "many" }), "x".repeat(600_000)])(
    "are shown without a decision that is odd",
    async (gate) => {
      mlflow.runs = [{ ...REFUSED, files: { "gate.json": gate } }, SECOND, FIRST];
      const { status, text } = await page();
      expect(status).toBe(200);
      expect(text).toContain("gate.json");
      expect(text).toContain("3 retrains in");
      expect(visit?.unexpected).toEqual([]);
    },
  );

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

const RUNNING: Operation = {
  id: "0b8f4a52-6e3a-4b0f-9a53-0d2c7a4a1f10",
  kind: "promote",
  version: "1",
  startedAt: new Date().toISOString(),
  lines: ["<i>fetching</i>"],
};

/** Somebody who takes orders, with a state that a test sets. */
function desk(state: Operations = { current: null, recent: [] }) {
  const orders: OperationOrder[] = [];
  const answer = async (): Promise<Told<Operation>> => ({ ok: true, value: RUNNING });
  const operations: OperationsClient = {
    state: async () => ({ ok: true, value: state }),
    begin: async (order) => {
      orders.push(order);
      return answer();
    },
    stop: answer,
  };
  return { orders, operations };
}

describe("an order", () => {
  test("is possible only where somebody takes it", async () => {
    const { text } = await page();
    expect(text).not.toContain("/order");
    expect(text).toContain("Nobody takes orders from this console");
    expect((await visit!.page("/console/models/order?kind=rollback")).status).toBe(404);
    expect((await visit!.submit("/console/models/order", { kind: "rollback", serving: "2" })).status).toBe(
      404,
    );
  });

  test("is asked for with what will happen, and given when it is confirmed", async () => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    expect((await visit.page("/console/models")).text).toContain(
      "/console/models/order?kind=promote&amp;version=1",
    );
    const asked = await visit.page("/console/models/order?kind=promote&version=1");
    for (const words of ["Version 2 serves now (stable).", "Version 1 becomes the champion", "Promote it"])
      expect(asked.text).toContain(words);
    expect(orders).toEqual([]);
    const fields = { kind: "promote", version: "1", serving: "2" };
    const given = await visit.submit("/console/models/order", fields);
    expect([given.status, given.headers.get("location")]).toEqual([303, "/console/models#operation"]);
    expect(orders).toEqual([{ kind: "promote", version: "1" }]);
  });

  test("to roll back names the version that comes back", async () => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    const { text } = await visit.page("/console/models/order?kind=rollback");
    expect(text).toContain("Version 1 serves again");
    await visit.submit("/console/models/order", { kind: "rollback", serving: "2" });
    expect(orders).toEqual([{ kind: "rollback" }]);
  });

  test("to roll back the first champion is refused before it is given", async () => {
    const { operations } = desk();
    const visit = await visitConsole(operations);
    visit.api.version = "1";
    const { status, text } = await visit.page("/console/models/order?kind=rollback");
    expect([status, text]).toEqual([409, expect.stringContaining("it replaced no version")]);
  });

  test("is not given when another version serves than when it was asked for", async () => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    const { status, text } = await visit.submit("/console/models/order", { kind: "rollback", serving: "1" });
    expect([status, text]).toEqual([409, expect.stringContaining("Another version serves than")]);
    expect(orders).toEqual([]);
  });

  test("is not given by whose key the API does not take any more", async () => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    visit.api.failWith = 403;
    const { status, text } = await visit.submit("/console/models/order", { kind: "rollback", serving: "2" });
    expect([status, text]).toEqual([503, expect.stringContaining("The API does not let this key do that")]);
    expect(orders).toEqual([]);
  });

  test("can be given while the API is away, which may be what it is for", async () => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    await visit.api.stop();
    expect((await visit.page("/console/models/order?kind=rollback")).text).toContain(
      "What serves now is not known",
    );
    await visit.submit("/console/models/order", { kind: "rollback", serving: "" });
    expect(orders).toEqual([{ kind: "rollback" }]);
  });

  test("of a version that there is not is refused before it is given", async () => {
    const { operations } = desk();
    const visit = await visitConsole(operations);
    const { status, text } = await visit.page("/console/models/order?kind=promote&version=9");
    expect([status, text]).toEqual([404, expect.stringContaining("MLflow has no version 9")]);
  });

  test.each([
    {},
    { kind: "promote", serving: "2" },
    { kind: "promote", version: "../1", serving: "2" },
    { kind: "promote", version: "1" },
    { kind: "simulate", serving: "2" },
    { kind: "rollback", serving: "a b" },
  ])("that is odd is refused: %j", async (fields) => {
    const { orders, operations } = desk();
    const visit = await visitConsole(operations);
    expect((await visit.submit("/console/models/order", fields)).status).toBe(400);
    expect(orders).toEqual([]);
  });

  test("that is under way is shown until it has ended, and no other one is offered", async () => {
    const { operations } = desk({ current: RUNNING, recent: [] });
    const { text } = await (await visitConsole(operations)).page("/console/models");
    expect(text).toContain("The promotion of version 1 began");
    expect(text).toContain("&lt;i&gt;fetching&lt;/i&gt;");
    expect(text).toContain('<meta http-equiv="refresh" content="3"/>');
    expect(text).not.toContain("kind=promote");
  });

  test("is given time until the API has switched, and then reported", async () => {
    const done = (secondsAgo: number): Operation => ({
      ...RUNNING,
      outcome: "done",
      endedAt: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
    });
    mlflow.aliases = { champion: "1" };
    const early = desk({ current: null, recent: [done(5)] });
    const soon = await (await visitConsole(early.operations)).page("/console/models");
    expect(soon.text).toContain("The champion has changed just now");
    expect(soon.text).toContain("http-equiv");
    await visit?.[Symbol.asyncDispose]();
    const late = desk({ current: null, recent: [done(60)] });
    const { text } = await (await visitConsole(late.operations)).page("/console/models");
    expect(text).toContain("In MLflow the champion is version 1");
    expect(text).not.toContain("http-equiv");
  });

  test.each([
    [
      "refused",
      "ended less than a minute ago with a refusal: what served before still serves",
      "All is well.",
    ],
    ["failed", "failed less than a minute ago: the last line says why", "Look here."],
  ] as const)("that was %s says so", async (outcome, words, sign) => {
    const ended: Operation = { ...RUNNING, outcome, endedAt: RUNNING.startedAt };
    const { operations } = desk({ current: null, recent: [ended] });
    const { text } = await (await visitConsole(operations)).page("/console/models");
    expect(text).toContain(words);
    expect(text).toContain(sign);
    expect(text).not.toContain("http-equiv");
  });
});
