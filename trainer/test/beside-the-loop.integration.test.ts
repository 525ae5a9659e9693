// What is done beside the loop once a model serves, against a real MLflow: searches, a retrain that gives another one up,
// erasure, and models that are proposed.
import { EXPERIMENT } from "@aisle/mlflow";
import { faultyProxy, mlflowBinary } from "@aisle/mlflow/testing";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { literal, oneRow, withDuckDb } from "../src/data/duckdb.ts";
import { promoteCommand } from "../src/models/promote-command.ts";
import { rollbackCommand } from "../src/models/rollback-command.ts";
import { servingPath } from "../src/models/serving.ts";
import { retrainCommand } from "../src/retrain/command.ts";
import { beginPending } from "../src/retrain/pending.ts";
import type { RetrainOutcome } from "../src/retrain/retrain.ts";
import { searchCommand } from "../src/search/command.ts";
import { type FoundRun, RealLoop } from "./real-loop.ts";
import { type Ran, runCommand } from "./run-command.ts";

/** A retrain takes seconds, and minutes on a machine that is busy with other tests. */
const PATIENCE_MS = 300_000;

const binary = mlflowBinary();

describe.skipIf(binary === undefined)("beside the loop, with a real MLflow (from `make setup`)", () => {
  let loop: RealLoop;
  let proposed: Ran;

  beforeAll(async () => {
    loop = await RealLoop.start(binary ?? "");
    await loop.ingested();
    expect((await loop.retrained()).outcome.decision.promoted).toBe(true);
  }, PATIENCE_MS);

  afterAll(() => loop[Symbol.asyncDispose](), 20_000);

  async function searches(): Promise<readonly FoundRun[]> {
    return (await loop.allRuns()).filter(({ info }) => info.run_name.startsWith("search"));
  }

  test(
    "searches with a nested run for each trial, under one that says what was best",
    async () => {
      const { code, lines } = await loop.run(searchCommand, "--trials", "3", "--json");
      expect(code).toBe(0);
      const best = JSON.parse(lines.at(-1)!) as { ndcg_at_10: number };
      const [parent] = await searches();
      expect(parent!.info.status).toBe("FINISHED");
      const trials = await loop.runsIn(parent!.info.run_id);
      const names = trials.map(({ info }) => info.run_name).toSorted();
      // Three starts, then the three trials.
      expect(names).toEqual(Array.from({ length: 6 }, (_, number) => `trial ${number}`));
      // Better by chance is not accepted, and what a sample turned down was not measured on all customers.
      const accepted = trials.filter(({ data }) =>
        data.tags.some(({ key, value }) => key === "aisle.accepted" && value === "true"),
      );
      const ndcgs = accepted.map(({ data }) => data.metrics![0]!.value);
      expect(Math.max(...ndcgs)).toBeCloseTo(best.ndcg_at_10, 12);
      // The registry is the gate's: a search leaves versions and champion alone.
      expect(await loop.mlflowHas()).toMatchObject({ versions: 1, champion: "1" });
    },
    PATIENCE_MS,
  );

  test(
    "does not leave a search that failed as a run that goes on",
    async () => {
      let created = 0;
      await using proxy = faultyProxy(loop.mlflowUrl, ({ method, path }) => {
        const creates = method === "POST" && path === "mlflow/runs/create";
        // The second trial's run: MLflow answers with what no client understands.
        return creates && ++created === 3 ? "alter-answer" : "pass";
      });
      const settings = { AISLE_HOME: loop.home, MLFLOW_TRACKING_URI: proxy.url };
      const { code, lines } = await runCommand(searchCommand, ["--trials", "3", "--seed", "2"], settings);
      expect(code).toBe(1);
      expect(lines.at(-1)).toStartWith("search: ");
      expect((await searches()).map(({ info }) => info.status)).toEqual(["FAILED", "FINISHED"]);
    },
    PATIENCE_MS,
  );

  test(
    "ends the run of a retrain that was cut short, when there is other work by now",
    async () => {
      const other = { snapshot: "sha256:aa", champion: null, commit: "", trials: 1, seed: 1 };
      const { key } = await beginPending(loop.home, other, new Date());
      const experimentId = await loop.client.experiments.ensure(EXPERIMENT);
      const { runId } = await loop.client.runs.ensure({
        experimentId,
        key,
        name: "cut short",
        startTime: Date.now(),
      });
      await loop.customersChange();
      proposed = await loop.run(retrainCommand, "--propose", "--trials", "2", "--json");
      expect((await loop.client.runs.get(runId)).status).toBe("KILLED");
    },
    PATIENCE_MS,
  );

  test("proposes a challenger that is better, and leaves alias and what serves to its release", async () => {
    const { version, decision } = JSON.parse(proposed.lines.at(-1)!) as RetrainOutcome;
    expect([proposed.code, decision.promoted, decision.mode]).toEqual([0, true, "served"]);
    expect(proposed.lines.join("\n")).toContain(`version ${version} awaits its release`);
    expect((await loop.models.registry.challenger())?.version).toBe(version);
    expect((await loop.mlflowHas()).champion).toBe("1");
    expect((await loop.models.serving())?.version).toBe("1");
  });

  test(
    "a customer who is erased through the API is in no snapshot after the next retrain",
    async () => {
      const customerId = "c0000042";
      const erased = await throughApi(loop.home, async (url) => {
        const answer = await fetch(`${url}/v1/customers/${customerId}`, { method: "DELETE" });
        return (await answer.json()) as { erased: number };
      });
      expect(erased.erased).toBeGreaterThan(0);
      expect(await snapshotsWith(loop.home, customerId)).toBeGreaterThan(0);

      const { outcome, text } = await loop.retrained();
      const { removed, unread } = outcome.forgotten;
      expect(removed.map(({ customers }) => customers)).toEqual(removed.map(() => 1));
      expect(Math.max(...removed.map(({ events }) => events))).toBe(erased.erased);
      expect(unread).toEqual([]);
      expect(text).toMatch(/events \(customers: 1\).* that the store no longer has taken out of /);
      expect(await snapshotsWith(loop.home, customerId)).toBe(0);
      // The others' events stay: in what is left of the first, and in the new one, to which the second has shrunk.
      expect(await readdir(join(loop.home, "snapshots"))).toHaveLength(2);
    },
    PATIENCE_MS,
  );

  test(
    "begins no first model anew when alias and pointer are lost, and says what to do",
    async () => {
      await loop.models.registry.deleteAlias("champion");
      await rm(servingPath(loop.home));
      const { code, lines } = await loop.run(retrainCommand, "--trials", "0");
      expect(code).toBe(1);
      const [, version] = /`trainer promote --version (\d+)` if that is to serve/.exec(lines.at(-1)!) ?? [];
      expect(await loop.models.serving()).toBeUndefined();
      expect((await loop.run(rollbackCommand)).lines.at(-1)).toContain("nothing says which model serves");
      expect((await loop.run(promoteCommand, "--version", version!)).code).toBe(0);
      expect((await loop.mlflowHas()).champion).toBe(version);
    },
    PATIENCE_MS,
  );
});

/** Runs `work` with the address of the real API on the store and the model in `home`. */
async function throughApi<T>(home: string, work: (url: string) => Promise<T>): Promise<T> {
  const api = Bun.spawn([process.execPath, join(import.meta.dir, "..", "..", "api", "src", "main.ts")], {
    env: { AISLE_HOME: home, API_PORT: "0", API_INTERNAL_PORT: "0", API_ANONYMOUS: "admin" },
    stdout: "pipe",
  });
  try {
    const reader = api.stdout.getReader();
    let log = "";
    // There may be warnings before it listens.
    while (!/"port":\d+/.test(log)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the API ended: ${log}`);
      log += new TextDecoder().decode(value);
    }
    const [, port] = /"port":(\d+)/.exec(log)!;
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    api.kill("SIGTERM");
    await api.exited;
  }
}

/** How many snapshots have events of a customer. */
async function snapshotsWith(home: string, customerId: string): Promise<number> {
  const files = literal(join(home, "snapshots", "*", "events.parquet"));
  const { snapshots } = await withDuckDb((db) =>
    oneRow<{ snapshots: number }>(
      db,
      `select count(distinct filename)::double as snapshots from read_parquet(${files}, filename = true)
       where customer_id = ${literal(customerId)}`,
    ),
  );
  return snapshots;
}
