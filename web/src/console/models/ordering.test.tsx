// Promotions, rollbacks and retrains: asked for, given to who takes orders, and watched until they have ended.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Operation, type OperationOrder, type Operations, OPERATION_KINDS } from "@aisle/contract";
import { catalogue } from "../../../test/catalogue.ts";
import { type FakeMlflow, fakeMlflow } from "../../../test/fake-mlflow.ts";
import { withModels } from "../../../test/models.ts";
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

/** A console where version 2 serves. */
async function visitConsole(operations?: OperationsClient): Promise<Visit> {
  visit = await visitShop(catalogue(4), [], {
    consoleHosts: ["localhost"],
    mlflow: mlflow.settings,
    operations,
  });
  visit.api.version = "2";
  return visit;
}

const RUNNING: Operation = {
  id: "0b8f4a52-6e3a-4b0f-9a53-0d2c7a4a1f10",
  kind: "promote",
  version: "1",
  startedAt: new Date().toISOString(),
  lines: ["<i>fetching</i>"],
};

/** Somebody who takes orders, with a state that a test sets. */
function desk(state: Operations = { kinds: [...OPERATION_KINDS], current: null, recent: [] }) {
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
    const { text } = await (await visitConsole()).page("/console/models");
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
    const { operations } = desk({ kinds: [...OPERATION_KINDS], current: RUNNING, recent: [] });
    const { text } = await (await visitConsole(operations)).page("/console/models");
    expect(text).toContain("The promotion of version 1 began");
    expect(text).toContain("&lt;i&gt;fetching&lt;/i&gt;");
    expect(text).toContain('<meta http-equiv="refresh" content="3"/>');
    expect(text).toContain('hx-get="/console/models" hx-trigger="every 3s"');
    expect(text).not.toContain("kind=promote");
  });

  test("is given time until the API has switched, and then reported", async () => {
    const done = (secondsAgo: number): Operation => ({
      ...RUNNING,
      outcome: "done",
      endedAt: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
    });
    mlflow.aliases = { champion: "1" };
    const early = desk({ kinds: [...OPERATION_KINDS], current: null, recent: [done(5)] });
    const soon = await (await visitConsole(early.operations)).page("/console/models");
    expect(soon.text).toContain("The champion has changed just now");
    expect(soon.text).toContain("http-equiv");
    await visit?.[Symbol.asyncDispose]();
    const late = desk({ kinds: [...OPERATION_KINDS], current: null, recent: [done(60)] });
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
    const { operations } = desk({ kinds: [...OPERATION_KINDS], current: null, recent: [ended] });
    const { text } = await (await visitConsole(operations)).page("/console/models");
    expect(text).toContain(words);
    expect(text).toContain(sign);
    expect(text).not.toContain("http-equiv");
  });
});
