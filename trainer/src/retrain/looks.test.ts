import { clientOf, json, scriptedServer } from "@aisle/mlflow/testing";
import { describe, expect, test } from "bun:test";
import { nextLook } from "../gate/risk.ts";
import { accountTags, lastAccount } from "./looks.ts";

const DATA_END = Date.parse("2026-03-01T00:00:00.000Z") / 1000;

/** A run as MLflow answers it, with these tags. */
function run(id: string, tags: Readonly<Record<string, string>>) {
  return {
    info: { run_id: id, experiment_id: "1", status: "FINISHED", artifact_uri: "mlflow-artifacts:/1/x" },
    data: { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
  };
}

/** What is read where MLflow has these runs, and what is noted. */
async function read(...runs: readonly ReturnType<typeof run>[]) {
  await using server = scriptedServer(() => json({ runs }));
  const notes: string[] = [];
  const account = await lastAccount(clientOf(server.url), "1", "own", DATA_END, (text) => notes.push(text));
  return { account, notes, asked: server.asked };
}

describe("the account of risk in MLflow", () => {
  const good = accountTags({ saved: 0.0125, dataEnd: DATA_END - 86_400 });

  test.each([
    ["no number", { "aisle.gate.risk_saved": "much" }],
    ["more than may be saved", { "aisle.gate.risk_saved": "0.9" }],
    ["less than nothing", { "aisle.gate.risk_saved": "-0.01" }],
    ["endless", { "aisle.gate.risk_saved": "0.".padEnd(9000, "1") }],
    ["without a time", { "aisle.gate.data_end": "yesterday" }],
  ])("that is %s leaves nothing, which is noted, and stops no retrain", async (_, tags) => {
    const { account, notes } = await read(run("r1", { ...good, ...tags }));
    expect(account).toEqual({ saved: 0, dataEnd: DATA_END });
    expect(notes).toEqual([
      expect.stringContaining("the run r1 does not say how much risk the gate has left"),
    ]);
    expect(nextLook(account, DATA_END + 7 * 86_400).risk).toBeCloseTo(7 / 365 / 2, 8);
  });

  test("is that of the newest other run: an attempt that is taken up again does not pay twice", async () => {
    const own = run("own", accountTags({ saved: 0.001, dataEnd: DATA_END }));
    const { account, notes, asked } = await read(own, run("r1", good));
    expect(account).toEqual({ saved: 0.0125, dataEnd: DATA_END - 86_400 });
    expect(notes).toEqual([]);
    expect(JSON.parse(asked[0]!.body)).toMatchObject({
      filter: "tags.`aisle.gate.risk_saved` LIKE '%'",
      order_by: ["attributes.start_time DESC"],
      max_results: 2,
    });
  });

  test("is a new one where no run has any", async () => {
    expect((await read()).account).toBeUndefined();
    expect((await read(run("own", good))).account).toBeUndefined();
  });

  test("comes back as it was written, however little it is", async () => {
    for (const saved of [0.05, 1 / 3 / 100, 1.2345e-7, 0]) {
      const account = { saved, dataEnd: DATA_END };
      expect((await read(run("r1", accountTags(account)))).account).toEqual(account);
    }
  });
});
