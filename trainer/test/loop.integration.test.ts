// The whole loop against a real MLflow: ingest, first model, refusal, drift, promotion, rollback, and MLflow going away.
import { DATA_FILE, DATA_TAG, DataReport, GATE_FILE, GateDecision } from "@aisle/contract";
import { MlflowError } from "@aisle/mlflow";
import { clientOf, type Fault, faultyProxy, mlflowBinary } from "@aisle/mlflow/testing";
import { readBundle, serve } from "@aisle/recommender";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { inflateSync } from "node:zlib";
import { join } from "node:path";
import * as v from "valibot";
import { Progress } from "../src/cli/progress.ts";
import { readSettings } from "../src/cli/settings.ts";
import { fetchCommand } from "../src/models/fetch-command.ts";
import { promoteCommand } from "../src/models/promote-command.ts";
import { rollbackCommand } from "../src/models/rollback-command.ts";
import { readServing, servingPath } from "../src/models/serving.ts";
import { retrainCommand } from "../src/retrain/command.ts";
import { retrain } from "../src/retrain/retrain.ts";
import { RealLoop, SHOP } from "./real-loop.ts";

/** A retrain takes seconds, and minutes on a machine that is busy with other tests. */
const PATIENCE_MS = 300_000;

const OPTIONS = { trials: 2, seed: 1, proposes: false, now: Date.now };
const binary = mlflowBinary();

describe.skipIf(binary === undefined)("the loop with a real MLflow (from `make setup`)", () => {
  let loop: RealLoop;

  beforeAll(async () => {
    loop = await RealLoop.start(binary ?? "");
  }, PATIENCE_MS);

  afterAll(() => loop[Symbol.asyncDispose](), 20_000);

  /** A retrain whose MLflow is behind a proxy that fails as `fault` says, without waiting between attempts. */
  async function retrainThrough(fault: Fault): Promise<unknown> {
    await using proxy = faultyProxy(loop.mlflowUrl, fault);
    const settings = readSettings({ AISLE_HOME: loop.home, MLFLOW_TRACKING_URI: proxy.url });
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

  test("has nothing to roll back to and nothing to promote before the first model", async () => {
    expect(await loop.run(rollbackCommand)).toEqual({
      code: 1,
      lines: ["rollback: there is no champion to roll back"],
    });
    const promoted = await loop.run(promoteCommand, "--version", "1");
    expect(promoted.code).toBe(1);
    expect(await loop.models.serving()).toBeUndefined();
  });

  test("cannot train without data, and says what is missing", async () => {
    const { code, lines } = await loop.run(retrainCommand);
    expect(code).toBe(1);
    expect(lines.at(-1)).toStartWith("retrain: ");
    expect(lines.at(-1)).toContain("ingest or generate data first");
  });

  test(
    "ingests a shop",
    async () => {
      const { code, lines, events } = await loop.ingested();
      expect(code).toBe(0);
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ items: SHOP.items, recorded: events, lost: [] });
    },
    PATIENCE_MS,
  );

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
      expect(await loop.mlflowHas()).toEqual({ runs, versions: 0, champion: undefined });
      expect(await loop.models.serving()).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "registers no second version when MLflow dies between the version and its promotion",
    async () => {
      await retrainThrough(diesAt("POST", "mlflow/registered-models/alias"));
      expect(await loop.mlflowHas()).toEqual({ runs: 1, versions: 1, champion: undefined });
      expect(await loop.models.serving()).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    "completes what was cut short: the first model beats popularity and serves",
    async () => {
      const { code, outcome, text } = await loop.retrained();
      expect(code).toBe(0);
      expect(outcome.decision).toMatchObject({ promoted: true, mode: "first", verdict: "better" });
      expect(text).toContain("PROMOTED: better than popularity: NDCG@10 +0.");
      expect(outcome.version).toBe("1");
      expect(await loop.mlflowHas()).toEqual({ runs: 1, versions: 1, champion: "1" });

      const serving = await loop.models.serving();
      expect(serving).toMatchObject({ version: "1", digest: outcome.digest! });
      const bundle = await readBundle(serving!.bundle, { digest: outcome.digest! });
      expect(bundle.info.metrics["ndcg_at_10"]).toBeGreaterThan(0);
      const list = serve(bundle).recommend({ placement: "personal", history: [], limit: 5 });
      expect(list.items).toHaveLength(5);
      expect((await readdir(loop.home)).includes("retrain.json")).toBe(false);
    },
    PATIENCE_MS,
  );

  test("leaves in MLflow what was tried, on which data, with which result", async () => {
    const version = await loop.models.registry.version("1");
    const run = await loop.client.runs.get(version.runId);
    expect(run.status).toBe("FINISHED");
    expect(run.params["transitions.window"]).toMatch(/^\d+$/);
    expect(run.metrics["ndcg_at_10"]).toBeGreaterThan(run.metrics["champion_ndcg_at_10"]!);
    expect(run.metrics["gate_ndcg_at_10_low"]).toBeGreaterThan(0);
    // However often MLflow died on the way, it was one look, and it took half of what a shop begins with.
    expect(run.metrics["gate_risk"]).toBe(0.025);
    expect(run.tags).toMatchObject({
      "aisle.gate": "promoted",
      "aisle.gate.mode": "first",
      "aisle.gate.risk_saved": "0.025",
    });
    expect(run.outputModelIds).toHaveLength(1);
    const trials = await loop.runsIn(version.runId);
    expect(trials.length).toBeGreaterThan(2);
    for (const { info, data } of trials) {
      expect(info).toMatchObject({ run_name: expect.stringMatching(/^trial \d+$/), status: "FINISHED" });
      expect(data.metrics?.map(({ key }) => key)).toEqual(["validation_ndcg_at_10"]);
    }
    const files = (await loop.client.artifacts.list(run.artifactUri)).map(({ name }) => name);
    expect(files).toEqual(
      expect.arrayContaining(["data.json", "gate.json", "gate.md", "metrics.json", "validation.md"]),
    );
    const read = async (file: string): Promise<unknown> =>
      JSON.parse(await loop.client.artifacts.text(run.artifactUri, file, 1_000_000));
    expect(v.parse(GateDecision, await read(GATE_FILE)).promoted).toBe(true);
    expect(v.parse(DataReport, await read(DATA_FILE)).validation.verdict).toBe("passed");
    expect(run.tags[DATA_TAG]).toBe("passed");

    expect(version.tags["aisle.evaluated_digest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(version.tags["aisle.evaluated_digest"]).not.toBe(version.digest);
    expect(version.tags["aisle.commit"]).toBe("0123abc");
    expect(await loop.models.registry.challenger()).toBeUndefined();
  });

  test("gives the experiment a view of what matters", async () => {
    const tags = await loop.experimentTags();
    expect(tags["mlflow.experimentKind"]).toBe("custom_model_development");
    const [, shared = ""] = /^deflate;(.+)$/.exec(tags["mlflow.sharedViewState.aisle"]!) ?? [];
    const view = JSON.parse(inflateSync(Buffer.from(shared, "base64")).toString()) as Record<string, unknown>;
    expect(view).toMatchObject({ orderByKey: "attributes.start_time", orderByAsc: false });
    expect(view["selectedColumns"]).toContain("metrics.`gate_ndcg_at_10_low`");
    expect(tags["mlflow.note.content"]).toMatch(
      /\(#\/experiments\/\d+\/runs\?workflowType=machine_learning&viewStateShareKey=aisle\)/,
    );
  });

  test("cannot roll back the first champion", async () => {
    expect((await loop.run(rollbackCommand)).lines).toEqual([
      "rollback: version 1 is the first champion: there is nothing to roll back to",
    ]);
  });

  test(
    "refuses the same data as not better, with exit code 3, and mends a damaged pointer",
    async () => {
      const before = await loop.models.serving();
      await writeFile(servingPath(loop.home), '{"version": "1", "dig');
      const { code, outcome, text } = await loop.retrained();
      expect(code).toBe(3);
      expect(outcome.decision).toMatchObject({ promoted: false, mode: "recipe", verdict: "not better" });
      expect(text).toContain("REFUSED: not better than champion v1's recipe: NDCG@10 ");
      // A second look at the same data has half as much to risk, which the first one's run says.
      expect(outcome.decision.look?.risk).toBe(0.0125);
      expect(await loop.mlflowHas()).toEqual({ runs: 2, versions: 1, champion: "1" });
      expect((await loop.client.runs.get(outcome.runId)).tags["aisle.gate"]).toBe("refused");

      // The bundle was fetched from MLflow into a folder of its own: the pointer no longer said where it was.
      const after = await loop.models.serving();
      expect(after?.digest).toBe(before!.digest);
      await readBundle(after!.bundle, { digest: before!.digest });
    },
    PATIENCE_MS,
  );

  test(
    "promotes over the champion as it serves once customers have changed",
    async () => {
      await loop.customersChange();
      const { code, outcome, text } = await loop.retrained();
      expect(outcome.decision).toMatchObject({ promoted: true, mode: "served", verdict: "better" });
      expect(code).toBe(0);
      expect(text).toContain("PROMOTED: better than champion v1: NDCG@10 +0.");
      expect(await loop.mlflowHas()).toEqual({ runs: 3, versions: 2, champion: "2" });
      expect((await loop.models.registry.champion())?.tags["aisle.replaced"]).toBe("1");
      expect((await loop.models.serving())?.digest).toBe(outcome.digest);
    },
    PATIENCE_MS,
  );

  test("rolls back to the version before, whose bundle is fetched from MLflow when it is gone", async () => {
    const { bundle } = (await loop.models.serving())!;
    for (const name of await readdir(join(loop.home, "models"))) {
      const path = join(loop.home, "models", name);
      if (path !== bundle && name !== "serving.json") await rm(path, { recursive: true });
    }
    const { code, lines } = await loop.run(rollbackCommand);
    expect([code, lines]).toEqual([0, ["rolled back from version 2 to version 1"]]);
    expect((await loop.mlflowHas()).champion).toBe("1");
    const serving = await readServing(servingPath(loop.home));
    expect(serving?.version).toBe("1");
    await readBundle(serving!.bundle, { digest: serving!.digest });
    expect((await loop.models.registry.version("2")).tags["aisle.rolled_back_at"]).toMatch(/^\d{4}-/);
  });

  test("fetches a bundle anew that was damaged on this machine", async () => {
    const { bundle, digest } = (await loop.models.serving())!;
    await truncate(join(bundle, "model.safetensors"), 100);
    expect((await loop.run(promoteCommand, "--version", "1")).code).toBe(0);
    const serving = await loop.models.serving();
    expect(serving).toMatchObject({ version: "1", digest });
    await readBundle(serving!.bundle, { digest });
  });

  test("promotes a version by hand, and changes nothing for one that does not exist", async () => {
    expect((await loop.run(promoteCommand, "--version", "99")).code).toBe(1);
    expect((await loop.models.serving())?.version).toBe("1");
    const { code, lines } = await loop.run(promoteCommand, "--version", "2", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      version: "2",
      digest: (await loop.models.serving())!.digest,
    });
    expect((await loop.mlflowHas()).champion).toBe("2");
  });

  test("fetches a bundle to serve by its digest, whole or not at all", async () => {
    const { digest } = await loop.models.registry.version("1");
    const out = join(loop.home, "fetched");
    const fetched = (...argv: string[]) => loop.run(fetchCommand, ...argv, "--out", out);
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

  /** Retrains on what the champion knows already, with the sentence that must be in it: a draw, whoever is asked about. */
  async function redrawn(sentence: string) {
    const { code, outcome, text } = await loop.retrained();
    expect([code, outcome.decision.mode]).toEqual([3, "recipe"]);
    expect(text).toContain(sentence);
    return outcome.decision.reason;
  }

  test(
    "has what serves for its opponent, whatever became of the alias, and sets that right",
    async () => {
      await loop.models.registry.deleteAlias("champion");
      expect(await redrawn("the registry has no alias champion: version 2")).toContain(
        "champion v2's recipe",
      );
      expect((await loop.mlflowHas()).champion).toBe("2");
      await loop.models.registry.setAlias("champion", "1");
      expect(await redrawn("the alias champion names version 1, but version 2")).toContain(
        "champion v2's recipe",
      );
      expect((await loop.mlflowHas()).champion).toBe("2");
    },
    PATIENCE_MS,
  );

  test("rolls back and promotes from what serves, whatever the alias says", async () => {
    await loop.models.registry.setAlias("champion", "1");
    expect((await loop.run(rollbackCommand)).lines).toEqual(["rolled back from version 2 to version 1"]);
    await loop.models.registry.deleteAlias("champion");
    expect((await loop.run(promoteCommand, "--version", "2")).code).toBe(0);
    expect((await loop.models.registry.champion())?.tags["aisle.replaced"]).toBe("1");
  });

  test("says that the version to roll back to was deleted", async () => {
    await loop.deleteFromRegistry("model-versions", { version: "1" });
    const { code, lines } = await loop.run(rollbackCommand);
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("version 1, which version 2 replaced, is no longer in the registry");
    expect((await loop.models.serving())?.version).toBe("2");
  });

  test(
    "has what serves for its opponent, too, when the registry is lost",
    async () => {
      await loop.deleteFromRegistry("registered-models");
      const { digest } = (await loop.models.serving())!;
      const short = digest.slice(0, 19);
      expect(await redrawn(`the registry does not know the model that serves (${short})`)).toContain(
        `the model ${short}'s recipe`,
      );
      const { code, lines } = await loop.run(rollbackCommand);
      expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining("so nothing says what it replaced")]);
      expect((await loop.models.serving())?.digest).toBe(digest);
    },
    PATIENCE_MS,
  );

  test("begins no first model anew while one serves that is nowhere to be compared with", async () => {
    const serving = (await loop.models.serving())!;
    await truncate(join(serving.bundle, "model.safetensors"), 100);
    const { code, lines } = await loop.run(retrainCommand);
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("is neither in the registry nor whole on this machine");
    expect(lines.at(-1)).toContain(servingPath(loop.home));
    expect(await loop.models.serving()).toEqual(serving);
  });
});
