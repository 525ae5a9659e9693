import { describe, expect, test } from "bun:test";
import type { Metric } from "./run-log.ts";
import { errorOf } from "./test/error-of.ts";
import { type Asked, clientOf, failure, json, scriptedServer } from "./test/scripted-server.ts";

const metric: Metric = { key: "ndcg_at_10", value: 0.31, timestamp: 1_700_000_000_000 };

function runAnswer(fields: { outputs?: string[]; metrics?: unknown[] } = {}): unknown {
  return {
    info: {
      run_id: "r1",
      experiment_id: "1",
      status: "RUNNING",
      artifact_uri: "mlflow-artifacts:/1/r1/artifacts",
    },
    // MLflow leaves out what is empty.
    data: fields.metrics ? { metrics: fields.metrics } : {},
    ...(fields.outputs && { outputs: { model_outputs: fields.outputs.map((id) => ({ model_id: id })) } }),
  };
}

function bodiesOf(asked: readonly Asked[], path: string): Record<string, unknown[]>[] {
  return asked.filter((entry) => entry.path === path).map((entry) => JSON.parse(entry.body));
}

describe("logging", () => {
  test.each([
    ["a metric key that MLflow does not take", { ...metric, key: "ndcg@10" }],
    ["an infinite metric", { ...metric, value: Number.POSITIVE_INFINITY }],
    ["a fractional time", { ...metric, timestamp: 1.5 }],
    ["a negative step", { ...metric, step: -1 }],
    ["a dataset digest that is too long", { ...metric, dataset: { name: "d", digest: "0".repeat(64) } }],
  ])("refuses %s before anything is sent", async (_, bad) => {
    await using server = scriptedServer(() => json({}));
    const logged = clientOf(server.url).runs.log("r1", { metrics: [metric, bad] });
    expect(await errorOf(logged)).toMatchObject({ name: "MlflowError", code: "invalid" });
    expect(server.asked).toEqual([]);
  });

  test("splits what is more than MLflow takes at once, losing nothing", async () => {
    await using server = scriptedServer(() => json({}));
    const metrics = Array.from({ length: 2_001 }, (_, step) => ({ ...metric, step }));
    const params = Object.fromEntries(Array.from({ length: 205 }, (_, n) => [`p${n}`, String(n)]));
    await clientOf(server.url).runs.log("r1", { metrics, params, tags: { one: "1" } });
    const bodies = bodiesOf(server.asked, "mlflow/runs/log-batch");
    for (const body of bodies) {
      const [inMetrics, inParams, inTags] = ["metrics", "params", "tags"].map(
        (kind) => body[kind]?.length ?? 0,
      );
      expect(inMetrics).toBeLessThanOrEqual(1_000);
      expect(inParams).toBeLessThanOrEqual(100);
      expect(inTags).toBeLessThanOrEqual(100);
      expect((inMetrics ?? 0) + (inParams ?? 0) + (inTags ?? 0)).toBeLessThanOrEqual(1_000);
    }
    expect(
      bodies.flatMap((body) => body["metrics"]).map((entry) => (entry as { step: number }).step),
    ).toEqual(metrics.map(({ step }) => step));
    expect(bodies.flatMap((body) => body["params"])).toHaveLength(205);
    expect(bodies.flatMap((body) => body["tags"])).toEqual([{ key: "one", value: "1" }]);
  });

  test("sends nothing when there is nothing", async () => {
    await using server = scriptedServer(() => json({}));
    await clientOf(server.url).runs.log("r1", {});
    expect(server.asked).toEqual([]);
  });

  test("ties a metric to its model and its dataset", async () => {
    await using server = scriptedServer(() => json({}));
    const measured = {
      ...metric,
      value: Number.NaN,
      modelId: "m-1",
      dataset: { name: "holdout", digest: "abc" },
    };
    await clientOf(server.url).runs.log("r1", { metrics: [measured] });
    expect(bodiesOf(server.asked, "mlflow/runs/log-batch")[0]?.["metrics"]).toEqual([
      {
        key: "ndcg_at_10",
        value: "NaN",
        timestamp: 1_700_000_000_000,
        step: 0,
        model_id: "m-1",
        dataset_name: "holdout",
        dataset_digest: "abc",
      },
    ]);
  });
});

describe("a run", () => {
  const newRun = { experimentId: "1", key: "retrain-1", name: "retrain", startTime: 1_700_000_000_000 };

  test("with a fractional start is refused, because MLflow would store 0", async () => {
    await using server = scriptedServer(() => json({}));
    const created = clientOf(server.url).runs.ensure({ ...newRun, startTime: 1.5 });
    expect((await errorOf(created)).message).toContain("The start time must be a whole number");
  });

  test("that is there already is not created again", async () => {
    await using server = scriptedServer(() => json({ runs: [runAnswer()] }));
    const run = await clientOf(server.url).runs.ensure(newRun);
    expect(run.runId).toBe("r1");
    expect(server.asked.map(({ path }) => path)).toEqual(["mlflow/runs/search"]);
  });

  test("inside another carries its parent, and its key to be found by", async () => {
    await using server = scriptedServer(({ path }) =>
      path.endsWith("search") ? json({}) : json({ run: runAnswer() }),
    );
    await clientOf(server.url).runs.ensure({ ...newRun, parentRunId: "r0", tags: { purpose: "search" } });
    expect(bodiesOf(server.asked, "mlflow/runs/create")[0]?.["tags"]).toEqual([
      { key: "purpose", value: "search" },
      { key: "aisle.run_key", value: "retrain-1" },
      { key: "mlflow.parentRunId", value: "r0" },
    ]);
  });

  test("gives its metrics as numbers, NaN among them", async () => {
    const metrics = [
      { key: "a", value: "NaN" },
      { key: "b", value: 0.5 },
    ];
    await using server = scriptedServer(() => json({ run: runAnswer({ metrics }) }));
    expect((await clientOf(server.url).runs.get("r1")).metrics).toEqual({ a: Number.NaN, b: 0.5 });
  });

  test("whose end MLflow acknowledges and ignores is an error", async () => {
    await using server = scriptedServer(() => json({ run_info: { status: "RUNNING" } }));
    const ended = clientOf(server.url).runs.end("r1", "FINISHED", 1_700_000_000_000);
    expect(await errorOf(ended)).toMatchObject({ code: "corrupt" });
  });

  test("is tied to its model once, although MLflow fails on the second time", async () => {
    let tied = false;
    await using server = scriptedServer(({ path }) => {
      if (path.startsWith("mlflow/runs/get"))
        return json({ run: runAnswer(tied ? { outputs: ["m-1"] } : {}) });
      if (tied) return failure(400, "BAD_REQUEST", "(sqlite3.IntegrityError) UNIQUE constraint failed");
      tied = true;
      return new Response("", { status: 502 });
    });
    const { runs } = clientOf(server.url);
    await runs.logOutput("r1", "m-1");
    await runs.logOutput("r1", "m-1");
    expect(bodiesOf(server.asked, "mlflow/runs/outputs")).toHaveLength(1);
  });
});

describe("an experiment", () => {
  test("that was deleted is named, with how to restore it", async () => {
    await using server = scriptedServer(() =>
      json({ experiment: { experiment_id: "7", lifecycle_stage: "deleted" } }),
    );
    const found = clientOf(server.url).experiments.ensure("aisle");
    expect((await errorOf(found)).message).toContain("mlflow experiments restore -x 7");
  });

  test("is created when there is none", async () => {
    await using server = scriptedServer(({ method }) =>
      method === "GET" ? failure(404, "RESOURCE_DOES_NOT_EXIST") : json({ experiment_id: "8" }),
    );
    expect(await clientOf(server.url).experiments.ensure("aisle")).toBe("8");
  });
});

describe("looking for many runs", () => {
  test("asks for the newest with a tag, and takes no more than it asked for", async () => {
    const run = runAnswer() as { info: object };
    const started = { ...run, info: { ...run.info, start_time: "1700000000000" } };
    await using server = scriptedServer(() => json({ runs: [started, run, run] }));
    const found = await clientOf(server.url).runs.newest("1", "aisle.gate", 2);
    expect(found.map(({ startTime }) => startTime)).toEqual([1_700_000_000_000, undefined]);
    expect(JSON.parse(server.asked[0]?.body ?? "")).toEqual({
      experiment_ids: ["1"],
      filter: "tags.`aisle.gate` LIKE '%'",
      order_by: ["attributes.start_time DESC"],
      max_results: 2,
    });
  });

  test("refuses an id that would change the question, and asks nothing when there is none", async () => {
    await using server = scriptedServer(() => json({}));
    const { runs } = clientOf(server.url);
    expect(await errorOf(runs.among("1", ["r1", "r2') or ('' = '"]))).toMatchObject({ code: "corrupt" });
    expect(await runs.among("1", [])).toEqual([]);
    expect(server.asked).toEqual([]);
    await runs.among("1", ["r1", "r2"]);
    expect(server.asked[0]?.body).toContain("attributes.run_id IN ('r1', 'r2')");
  });

  test.each(["soon", -1, 1.5, 1e300])("a start of %j is corrupt", async (start_time) => {
    const run = runAnswer() as { info: object };
    await using server = scriptedServer(() =>
      json({ runs: [{ ...run, info: { ...run.info, start_time } }] }),
    );
    const error = await errorOf(clientOf(server.url).runs.newest("1", "aisle.gate", 2));
    expect(error).toMatchObject({ code: "corrupt" });
  });
});
