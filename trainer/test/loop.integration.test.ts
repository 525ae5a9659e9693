// The whole loop against a real MLflow: ingest, first model, refusal, drift, promotion, rollback, and MLflow going away.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { EVENT_TYPES, readBundle, serve } from "@aisle/recommender";
import { type NewEvent, openStore } from "@aisle/store";
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Progress } from "../src/cli/progress.ts";
import { readSettings } from "../src/cli/settings.ts";
import { literal, oneRow, withDuckDb } from "../src/data/duckdb.ts";
import { ingestCommand } from "../src/data/ingest-command.ts";
import { type MlflowClient, MlflowError } from "@aisle/mlflow";
import {
  clientOf,
  type Fault,
  faultyProxy,
  mlflowBinary,
  type RealServer,
  realServer,
} from "@aisle/mlflow/testing";
import { EXPERIMENT, ModelStore } from "../src/models/model-store.ts";
import { fetchCommand } from "../src/models/fetch-command.ts";
import { promoteCommand } from "../src/models/promote-command.ts";
import { rollbackCommand } from "../src/models/rollback-command.ts";
import { readServing, servingPath } from "../src/models/serving.ts";
import { retrainCommand } from "../src/retrain/command.ts";
import { beginPending } from "../src/retrain/pending.ts";
import { retrain, type RetrainOutcome } from "../src/retrain/retrain.ts";
import { searchCommand } from "../src/search/command.ts";
import { writeShop } from "../src/shop/files.ts";
import { DEFAULT_SHOP, generateShop } from "../src/shop/generate.ts";
import { type Command, type Ran, runCommand } from "./run-command.ts";

const SHOP = { ...DEFAULT_SHOP, seed: 3, customers: 4000, items: 300, days: 60 };
const OPTIONS = { trials: 2, seed: 1, proposes: false, now: Date.now };
const binary = mlflowBinary();

describe.skipIf(binary === undefined)("the loop with a real MLflow (from `make setup`)", () => {
  let mlflow: RealServer;
  let client: MlflowClient;
  let home: string;
  let models: ModelStore;
  const commitBefore = process.env["GIT_COMMIT"];

  beforeAll(async () => {
    // Whoever works in this checkout meanwhile must not make a retrain another one.
    process.env["GIT_COMMIT"] = "0123abc";
    home = await mkdtemp(join(tmpdir(), "aisle-loop-"));
    mlflow = await realServer(binary ?? "");
    client = clientOf(mlflow.url);
    models = new ModelStore(client, home);
  }, 120_000);

  afterAll(async () => {
    if (commitBefore === undefined) delete process.env["GIT_COMMIT"];
    else process.env["GIT_COMMIT"] = commitBefore;
    await mlflow[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  }, 20_000);

  const run = (command: Command, ...argv: string[]): Promise<Ran> =>
    runCommand(command, argv, { AISLE_HOME: home, MLFLOW_TRACKING_URI: mlflow.url });

  async function retrained(): Promise<{ code: number; outcome: RetrainOutcome; text: string }> {
    const { code, lines } = await run(retrainCommand, "--trials", "2", "--json");
    return { code, outcome: JSON.parse(lines.at(-1)!) as RetrainOutcome, text: lines.join("\n") };
  }

  /** A retrain whose MLflow is behind a proxy that fails as `fault` says, without waiting between attempts. */
  async function retrainThrough(fault: Fault): Promise<unknown> {
    await using proxy = faultyProxy(mlflow.url, fault);
    const settings = readSettings({ AISLE_HOME: home, MLFLOW_TRACKING_URI: proxy.url });
    const quiet = new Progress({ write: () => {}, isTty: false });
    return await retrain(settings, clientOf(proxy.url), OPTIONS, quiet).catch((error: unknown) => error);
  }

  /** Dies when it is first asked for something, and stays away. */
  function diesAt(method: string, path: string | RegExp): Fault {
    let dead = false;
    return (request) => {
      dead ||= request.method === method && request.path.match(path) !== null;
      return dead ? "lose-request" : "pass";
    };
  }

  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${mlflow.url}/api/2.0/mlflow/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return (await answer.json()) as T;
  }

  interface FoundRun {
    readonly info: { readonly run_id: string; readonly run_name: string; readonly status: string };
    readonly data: {
      readonly tags: readonly { readonly key: string; readonly value: string }[];
      readonly metrics?: readonly { readonly key: string; readonly value: number }[];
    };
  }

  /** All runs, the newest first. */
  async function allRuns(): Promise<readonly FoundRun[]> {
    const experiment = await client.experiments.ensure("aisle");
    const body = { experiment_ids: [experiment], max_results: 100 };
    return (await ask<{ runs?: FoundRun[] }>("runs/search", body)).runs ?? [];
  }

  async function searches(): Promise<readonly FoundRun[]> {
    return (await allRuns()).filter(({ info }) => info.run_name.startsWith("search"));
  }

  async function mlflowHas(): Promise<{ runs: number; versions: number; champion: string | undefined }> {
    const { model_versions: versions = [] } = await ask<{ model_versions?: unknown[] }>(
      "model-versions/search",
    );
    const champion = await models.registry.champion();
    return { runs: (await allRuns()).length, versions: versions.length, champion: champion?.version };
  }

  test("has nothing to roll back to and nothing to promote before the first model", async () => {
    expect(await run(rollbackCommand)).toEqual({
      code: 1,
      lines: ["rollback: there is no champion to roll back"],
    });
    const promoted = await run(promoteCommand, "--version", "1");
    expect(promoted.code).toBe(1);
    expect(await models.serving()).toBeUndefined();
  });

  test("cannot train without data, and says what is missing", async () => {
    const { code, lines } = await run(retrainCommand);
    expect(code).toBe(1);
    expect(lines.at(-1)).toStartWith("retrain: ");
    expect(lines.at(-1)).toContain("ingest or generate data first");
  });

  test("ingests a shop", async () => {
    const folder = join(home, "shop");
    const { events } = await writeShop(generateShop(SHOP), folder);
    const { code, lines } = await run(ingestCommand, "--data", folder, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ items: SHOP.items, recorded: events, skipped: [] });
  }, 60_000);

  test.each([
    ["before the work begins", "GET", "mlflow/experiments/get-by-name", 0],
    ["while the numbers are logged", "PUT", /artifacts\/.*gate\.json/, 1],
    ["while the model is uploaded", "PUT", /model\.safetensors$/, 1],
    ["when the version is made", "POST", "mlflow/model-versions/create", 1],
  ] as const)(
    "leaves nothing half-registered when MLflow dies %s, and says so",
    async (_, method, path, runs) => {
      const error = await retrainThrough(diesAt(method, path));
      expect(error).toBeInstanceOf(MlflowError);
      expect((error as MlflowError).code).toBe("unreachable");
      expect((error as MlflowError).message).toMatch(/MLflow/);
      expect(await mlflowHas()).toEqual({ runs, versions: 0, champion: undefined });
      expect(await models.serving()).toBeUndefined();
    },
    60_000,
  );

  test("registers no second version when MLflow dies between the version and its promotion", async () => {
    await retrainThrough(diesAt("POST", "mlflow/registered-models/alias"));
    expect(await mlflowHas()).toEqual({ runs: 1, versions: 1, champion: undefined });
    expect(await models.serving()).toBeUndefined();
  }, 60_000);

  test("completes what was cut short: the first model beats popularity and serves", async () => {
    const { code, outcome, text } = await retrained();
    expect(code).toBe(0);
    expect(outcome.decision).toMatchObject({ promoted: true, mode: "first", verdict: "better" });
    expect(text).toContain("PROMOTED: better than popularity: NDCG@10 +0.");
    expect(outcome.version).toBe("1");
    expect(await mlflowHas()).toEqual({ runs: 1, versions: 1, champion: "1" });

    const serving = await models.serving();
    expect(serving).toMatchObject({ version: "1", digest: outcome.digest! });
    const bundle = await readBundle(serving!.bundle, { digest: outcome.digest! });
    expect(bundle.info.metrics["ndcg_at_10"]).toBeGreaterThan(0);
    const list = serve(bundle).recommend({ placement: "personal", history: [], limit: 5 });
    expect(list.items).toHaveLength(5);
    expect((await readdir(home)).includes("retrain.json")).toBe(false);
  }, 60_000);

  test("leaves in MLflow what was tried, on which data, with which result", async () => {
    const version = await models.registry.version("1");
    const run = await client.runs.get(version.runId);
    expect(run.status).toBe("FINISHED");
    expect(run.params["transitions.window"]).toMatch(/^\d+$/);
    expect(run.metrics["ndcg_at_10"]).toBeGreaterThan(run.metrics["champion_ndcg_at_10"]!);
    expect(run.metrics["gate_ndcg_at_10_low"]).toBeGreaterThan(0);
    expect(run.tags).toMatchObject({ "aisle.gate": "promoted", "aisle.gate.mode": "first" });
    expect(run.outputModelIds).toHaveLength(1);
    const files = (await client.artifacts.list(run.artifactUri)).map(({ name }) => name);
    expect(files).toEqual(expect.arrayContaining(["gate.json", "gate.md", "metrics.json", "validation.md"]));

    expect(version.tags["aisle.evaluated_digest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(version.tags["aisle.evaluated_digest"]).not.toBe(version.digest);
    expect(version.tags["aisle.commit"]).toBe("0123abc");
    expect((await models.registry.challenger())?.version).toBe("1");
  });

  test("cannot roll back the first champion", async () => {
    expect((await run(rollbackCommand)).lines).toEqual([
      "rollback: version 1 is the first champion: there is nothing to roll back to",
    ]);
  });

  test("refuses the same data as not better, with exit code 3, and mends a damaged pointer", async () => {
    const before = await models.serving();
    await writeFile(servingPath(home), '{"version": "1", "dig');
    const { code, outcome, text } = await retrained();
    expect(code).toBe(3);
    expect(outcome.decision).toMatchObject({ promoted: false, mode: "recipe", verdict: "not better" });
    expect(text).toContain("REFUSED: not better than champion v1's recipe: NDCG@10 +0.0000");
    expect(await mlflowHas()).toEqual({ runs: 2, versions: 1, champion: "1" });
    expect((await client.runs.get(outcome.runId)).tags["aisle.gate"]).toBe("refused");

    // The bundle was fetched from MLflow into a folder of its own: the pointer no longer said where it was.
    const after = await models.serving();
    expect(after?.digest).toBe(before!.digest);
    await readBundle(after!.bundle, { digest: before!.digest });
  }, 60_000);

  test("promotes over the champion as it serves once customers have changed", async () => {
    await shopChanges(readSettings({ AISLE_HOME: home }).storeUrl);
    const { code, outcome, text } = await retrained();
    expect(outcome.decision).toMatchObject({ promoted: true, mode: "served", verdict: "better" });
    expect(code).toBe(0);
    expect(text).toContain("PROMOTED: better than champion v1: NDCG@10 +0.");
    expect(await mlflowHas()).toEqual({ runs: 3, versions: 2, champion: "2" });
    expect((await models.registry.champion())?.tags["aisle.replaced"]).toBe("1");
    expect((await models.serving())?.digest).toBe(outcome.digest);
  }, 60_000);

  test("rolls back to the version before, whose bundle is fetched from MLflow when it is gone", async () => {
    const { bundle } = (await models.serving())!;
    for (const name of await readdir(join(home, "models"))) {
      const path = join(home, "models", name);
      if (path !== bundle && name !== "serving.json") await rm(path, { recursive: true });
    }
    const { code, lines } = await run(rollbackCommand);
    expect([code, lines]).toEqual([0, ["rolled back from version 2 to version 1"]]);
    expect((await mlflowHas()).champion).toBe("1");
    const serving = await readServing(servingPath(home));
    expect(serving?.version).toBe("1");
    await readBundle(serving!.bundle, { digest: serving!.digest });
    expect((await models.registry.version("2")).tags["aisle.rolled_back_at"]).toMatch(/^\d{4}-/);
  });

  test("fetches a bundle anew that was damaged on this machine", async () => {
    const { bundle, digest } = (await models.serving())!;
    await truncate(join(bundle, "model.safetensors"), 100);
    expect((await run(promoteCommand, "--version", "1")).code).toBe(0);
    const serving = await models.serving();
    expect(serving).toMatchObject({ version: "1", digest });
    await readBundle(serving!.bundle, { digest });
  });

  test("promotes a version by hand, and changes nothing for one that does not exist", async () => {
    expect((await run(promoteCommand, "--version", "99")).code).toBe(1);
    expect((await models.serving())?.version).toBe("1");
    const { code, lines } = await run(promoteCommand, "--version", "2", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(lines.at(-1)!)).toEqual({ version: "2", digest: (await models.serving())!.digest });
    expect((await mlflowHas()).champion).toBe("2");
  });

  test("fetches a bundle to serve by its digest, whole or not at all", async () => {
    const { digest } = await models.registry.version("1");
    const out = join(home, "fetched");
    const fetched = (...argv: string[]) => run(fetchCommand, ...argv, "--out", out);
    const other = digest.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const refused = await fetched("--version", "1", "--digest", other);
    expect(refused.code).toBe(1);
    expect(refused.lines.at(-1)).toBe(`fetch: version 1 is ${digest} in the registry, not ${other}`);
    expect((await fetched("--version", "99", "--digest", digest)).code).toBe(1);
    expect((await fetched("--version", "none", "--digest", "")).code).toBe(0);
    expect(await Bun.file(join(out, "manifest.json")).exists()).toBe(false);
    expect((await fetched("--version", "1", "--digest", digest)).code).toBe(0);
    expect((await readBundle(out)).digest).toBe(digest);
    // Again, as when a container starts anew; and when its files are not what they were.
    expect((await fetched("--version", "1", "--digest", digest)).code).toBe(0);
    await truncate(join(out, "model.safetensors"), 100);
    expect((await fetched("--version", "1", "--digest", digest)).code).toBe(1);
  });

  test("searches with a nested run for each trial, under one that says what was best", async () => {
    const { code, lines } = await run(searchCommand, "--trials", "3", "--json");
    expect(code).toBe(0);
    const best = JSON.parse(lines.at(-1)!) as { ndcg_at_10: number };
    const [parent] = await searches();
    expect(parent!.info.status).toBe("FINISHED");
    const trials = (await allRuns()).filter(({ data }) =>
      data.tags.some(({ key, value }) => key === "mlflow.parentRunId" && value === parent!.info.run_id),
    );
    const names = trials.map(({ info }) => info.run_name).toSorted();
    // Three starts, then the three trials.
    expect(names).toEqual(Array.from({ length: 6 }, (_, number) => `trial ${number}`));
    const ndcgs = trials.map(({ data }) => data.metrics![0]!.value);
    expect(Math.max(...ndcgs)).toBeCloseTo(best.ndcg_at_10, 12);
    // The registry is the gate's: a search leaves versions and champion alone.
    expect(await mlflowHas()).toMatchObject({ versions: 2, champion: "2" });
  }, 60_000);

  test("does not leave a search that failed as a run that goes on", async () => {
    let created = 0;
    await using proxy = faultyProxy(mlflow.url, ({ method, path }) => {
      const creates = method === "POST" && path === "mlflow/runs/create";
      // The second trial's run: MLflow answers with what no client understands.
      return creates && ++created === 3 ? "alter-answer" : "pass";
    });
    const settings = { AISLE_HOME: home, MLFLOW_TRACKING_URI: proxy.url };
    const { code, lines } = await runCommand(searchCommand, ["--trials", "3", "--seed", "2"], settings);
    expect(code).toBe(1);
    expect(lines.at(-1)).toStartWith("search: ");
    expect((await searches()).map(({ info }) => info.status)).toEqual(["FAILED", "FINISHED"]);
  }, 60_000);

  test("ends the run of a retrain that was cut short, when there is other work by now", async () => {
    const other = { snapshot: "sha256:aa", champion: null, commit: "", trials: 1, seed: 1 };
    const { key } = await beginPending(home, other, new Date());
    const experimentId = await client.experiments.ensure(EXPERIMENT);
    const { runId } = await client.runs.ensure({
      experimentId,
      key,
      name: "cut short",
      startTime: Date.now(),
    });
    await retrained();
    expect((await client.runs.get(runId)).status).toBe("KILLED");
  }, 60_000);

  test("a customer who is erased through the API is in no snapshot after the next retrain", async () => {
    const customerId = "c0000042";
    const erased = await throughApi(home, async (url) => {
      const answer = await fetch(`${url}/v1/customers/${customerId}`, { method: "DELETE" });
      return (await answer.json()) as { erased: number };
    });
    expect(erased.erased).toBeGreaterThan(0);
    expect(await snapshotsWith(home, customerId)).toBeGreaterThan(0);

    const { outcome, text } = await retrained();
    const { removed, unread } = outcome.forgotten;
    expect(removed.map(({ customers }) => customers)).toEqual(removed.map(() => 1));
    expect(Math.max(...removed.map(({ events }) => events))).toBe(erased.erased);
    expect(unread).toEqual([]);
    expect(text).toContain("events (customers: 1) that the store no longer has taken out of ");
    expect(await snapshotsWith(home, customerId)).toBe(0);
    // The others' events stay: in what is left of the first, and in the new one, to which the second has shrunk.
    expect(await readdir(join(home, "snapshots"))).toHaveLength(2);
  }, 60_000);

  test("proposes a challenger that is better, and leaves what serves to its release", async () => {
    const serves = await models.serving();
    await models.registry.deleteAlias("champion");
    const { code, lines } = await run(retrainCommand, "--propose", "--trials", "0", "--json");
    expect(code).toBe(0);
    const { version, decision } = JSON.parse(lines.at(-1)!) as RetrainOutcome;
    expect(decision).toMatchObject({ promoted: true, mode: "first" });
    expect(lines.join("\n")).toContain(`version ${version} awaits its release`);
    expect((await models.registry.challenger())?.version).toBe(version);
    expect(await models.registry.champion()).toBeUndefined();
    expect(await models.serving()).toEqual(serves);
  }, 60_000);
});

/** Runs `work` with the address of the real API on the store and the model in `home`. */
async function throughApi<T>(home: string, work: (url: string) => Promise<T>): Promise<T> {
  const api = Bun.spawn([process.execPath, join(import.meta.dir, "..", "..", "api", "src", "main.ts")], {
    env: { AISLE_HOME: home, API_PORT: "0", API_INTERNAL_PORT: "0", API_ANONYMOUS: "admin" },
    stdout: "pipe",
  });
  try {
    const reader = api.stdout.getReader();
    let text = "";
    while (!text.includes("\n")) text += new TextDecoder().decode((await reader.read()).value);
    const { port } = JSON.parse(text.split("\n")[0]!) as { port: number };
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

/** Every second customer acts for as long again, but every item has the part that another one had before. */
async function shopChanges(storeUrl: string): Promise<void> {
  const shop = generateShop(SHOP);
  const events: NewEvent[] = [];
  for (const chunk of shop.events()) {
    for (let at = 0; at < chunk.size; at++) {
      if (chunk.customer[at]! % 2 === 1) continue;
      events.push({
        eventId: `changed-${chunk.customer[at]}-${chunk.position[at]}`,
        customerId: `c${String(chunk.customer[at]).padStart(7, "0")}`,
        itemId: shop.items[(7 * chunk.item[at]! + 100) % SHOP.items]!.itemId,
        type: EVENT_TYPES[chunk.type[at]!]!,
        occurredAt: (chunk.time[at]! + SHOP.days * 86_400) * 1000,
      });
    }
  }
  const store = await openStore(storeUrl);
  try {
    for (let from = 0; from < events.length; from += 10_000)
      await store.appendEvents(events.slice(from, from + 10_000));
  } finally {
    await store.close();
  }
}
