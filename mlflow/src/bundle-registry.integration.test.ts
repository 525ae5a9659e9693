// The client and the registry against a real MLflow, also one that goes away in the middle.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { MlflowClient } from "./client.ts";
import { BundleRegistry, type Registration } from "./bundle-registry.ts";
import { DIGEST_TAG } from "./registry.ts";
import { errorOf } from "./test/error-of.ts";
import { type Fault, faultyProxy } from "./test/faulty-proxy.ts";
import { mlflowBinary, type RealServer, realServer } from "./test/real-server.ts";
import { smallBundleFormat, writeSmallBundle } from "./test/small-bundle.ts";
import { clientOf } from "./test/scripted-server.ts";

const START_TIME = 1_700_000_000_000;
const binary = mlflowBinary();

describe.skipIf(binary === undefined)("with a real MLflow (from `make setup`, or MLFLOW_BIN)", () => {
  let server: RealServer;
  let client: MlflowClient;
  let dir: string;
  let experimentId: string;
  let bundles = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "aisle-registry-"));
    server = await realServer(binary ?? "");
    client = clientOf(server.url);
    experimentId = await client.experiments.ensure("aisle");
  }, 120_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  }, 20_000);

  /** A run and a bundle that nobody has seen before. */
  async function newRegistration(): Promise<Registration> {
    const bundleDir = join(dir, `bundle-${++bundles}`);
    const digest = await writeSmallBundle(bundleDir, bundles);
    const run = await client.runs.ensure({
      experimentId,
      key: `bundle-${bundles}`,
      name: "retrain",
      startTime: START_TIME,
    });
    const tags = { "aisle.git_commit": "abc" };
    return {
      experimentId,
      runId: run.runId,
      bundleDir,
      digest,
      params: { trees: "40" },
      tags,
    };
  }

  describe("a run", () => {
    test("holds what was logged, also when everything was sent twice", async () => {
      const run = { experimentId, key: "whole", name: "search", startTime: START_TIME };
      const parent = await client.runs.ensure(run);
      const { runId } = await client.runs.ensure({ ...run, key: "nested", parentRunId: parent.runId });
      const params = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`p${n}`, String(n)]));
      const metrics = Array.from({ length: 1_500 }, (_, step) => ({
        key: "loss",
        value: step,
        timestamp: START_TIME,
        step,
      }));
      const undefinedMetric = { key: "undefined", value: Number.NaN, timestamp: START_TIME };
      const snapshot = {
        name: "snapshot",
        digest: "0123456789ab",
        context: "training",
        uri: "snapshots/0123456789ab",
        columns: [{ name: "customer_id", type: "string" as const }],
        profile: { num_rows: 10 },
      };
      for (let time = 0; time < 2; time++) {
        await client.runs.log(runId, {
          metrics: [...metrics, undefinedMetric],
          params: { ...params, long: "x".repeat(7_000) },
          tags: { umlaut: "für 😀" },
        });
        await client.runs.logDatasets(runId, [snapshot]);
        await client.runs.end(runId, "FAILED", START_TIME + 1);
        await client.runs.resume(runId);
        await client.runs.end(runId, "FINISHED", START_TIME + 2);
      }
      const found = await client.runs.get((await client.runs.ensure({ ...run, key: "nested" })).runId);
      expect(found).toMatchObject({
        runId,
        status: "FINISHED",
        metrics: { loss: 1_499, undefined: Number.NaN },
      });
      expect(found.params).toMatchObject(params);
      expect(found.params["long"]).toEndWith("[cut, 7000 characters in all]");
      expect(found.tags).toMatchObject({ umlaut: "für 😀", "mlflow.parentRunId": parent.runId });
    });

    test("is found again by its id and by its tag, the newest first, with a text that it holds", async () => {
      const key = (n: number) => ({ experimentId, key: `listed-${n}`, name: "retrain" });
      const ids: string[] = [];
      for (const n of [0, 1, 2]) {
        const { runId, artifactUri } = await client.runs.ensure({ ...key(n), startTime: START_TIME + n });
        await client.runs.log(runId, { tags: { listed: "yes" } });
        await client.artifacts.upload(artifactUri, "gate.json", `{"n":${n}}`);
        ids.push(runId);
      }
      const newest = await client.runs.newest(experimentId, "listed", 2);
      expect(newest.map(({ startTime }) => startTime)).toEqual([START_TIME + 2, START_TIME + 1]);
      const among = await client.runs.among(experimentId, [ids[0]!, ids[2]!, "unknown"]);
      expect(among.map(({ runId }) => runId).toSorted()).toEqual([ids[0]!, ids[2]!].toSorted());
      const { artifactUri } = newest[0]!;
      expect(await client.artifacts.text(artifactUri, "gate.json", 100)).toBe('{"n":2}');
      expect(await errorOf(client.artifacts.text(artifactUri, "none.json", 100))).toMatchObject({
        code: "not-found",
      });
    });

    test("keeps its artifacts in folders", async () => {
      const { artifactUri } = await client.runs.ensure({
        experimentId,
        key: "artifacts",
        name: "retrain",
        startTime: START_TIME,
      });
      expect(await client.artifacts.list(artifactUri)).toEqual([]);
      await client.artifacts.upload(artifactUri, "plots/by length.svg", "<svg/>");
      expect(await client.artifacts.list(artifactUri)).toEqual([{ name: "plots", isFolder: true, bytes: 0 }]);
      expect(await client.artifacts.sha256(artifactUri, "plots/by length.svg", 6)).toBe(
        Bun.SHA256.hash("<svg/>", "hex"),
      );
    });

    test("refuses another value for a param, in MLflow's words", async () => {
      const run = { experimentId, key: "params", name: "retrain", startTime: START_TIME };
      const { runId } = await client.runs.ensure(run);
      await client.runs.log(runId, { params: { trees: "40" } });
      const error = await errorOf(client.runs.log(runId, { params: { trees: "50" } }));
      expect(error).toMatchObject({ code: "rejected", message: expect.stringContaining("not allowed") });
    });
  });

  describe("the registry", () => {
    test("refuses a damaged bundle before it tells MLflow anything", async () => {
      const registration = await newRegistration();
      await Bun.write(join(registration.bundleDir, "model.safetensors"), "damaged");
      await using proxy = faultyProxy(server.url, () => "pass");
      const registry = new BundleRegistry(clientOf(proxy.url), "aisle-damaged", smallBundleFormat);
      expect((await errorOf(registry.register(registration))).message).toEndWith("is damaged");
      expect(proxy.requests()).toBe(0);
    });

    test("knows no champion before there is a model, nor before one was named", async () => {
      const registry = new BundleRegistry(client, "aisle-first", smallBundleFormat);
      expect(await registry.champion()).toBeUndefined();
      await registry.deleteAlias("champion");
      await registry.register(await newRegistration());
      expect(await registry.champion()).toBeUndefined();
      await registry.deleteAlias("champion");
    });

    test("registers a bundle once and gives back the very same files", async () => {
      const registration = await newRegistration();
      const registry = new BundleRegistry(client, "aisle", smallBundleFormat);
      const registered = await registry.register(registration);
      expect(registered.version).toBe("1");
      expect(await registry.register(registration)).toEqual(registered);

      const expected = { version: "1", digest: registration.digest, runId: registration.runId };
      expect(await registry.version("1")).toMatchObject(expected);
      const target = join(dir, "downloaded");
      expect(await registry.download("1", target)).toMatchObject(expected);
      expect((await readdir(target)).sort()).toEqual(["MLmodel", "manifest.json", "model.safetensors"]);
      await smallBundleFormat.verify(target, registration.digest);
      expect(await Bun.file(join(target, "MLmodel")).text()).toContain(`model_id: ${registered.modelId}\n`);
      expect((await client.runs.get(registration.runId)).outputModelIds).toEqual([registered.modelId]);
    });

    test("moves aliases and adds tags", async () => {
      const registry = new BundleRegistry(client, "aisle-aliases", smallBundleFormat);
      const first = await registry.register(await newRegistration());
      const second = await registry.register(await newRegistration());
      await registry.setAlias("champion", first.version);
      await registry.setAlias("challenger", second.version);
      await registry.setTags(second.version, { "aisle.gate": "promoted", "aisle.note": "für 😀" });
      await registry.setAlias("champion", second.version);
      await registry.settleChallenger(first.version);
      expect(await registry.challenger()).toMatchObject({ version: second.version });
      await registry.settleChallenger(second.version);
      expect(await registry.challenger()).toBeUndefined();
      await registry.deleteAlias("challenger");
      expect(await registry.champion()).toMatchObject({
        version: second.version,
        tags: { "aisle.git_commit": "abc", "aisle.gate": "promoted", "aisle.note": "für 😀" },
      });
    });

    test("names what does not exist", async () => {
      const registry = new BundleRegistry(client, "aisle-first", smallBundleFormat);
      expect((await errorOf(registry.setAlias("champion", "99"))).code).toBe("not-found");
      expect((await errorOf(registry.version("99"))).code).toBe("not-found");
      expect((await errorOf(registry.download("99", join(dir, "never")))).code).toBe("not-found");
    });

    test("trusts no version without a digest", async () => {
      const registration = await newRegistration();
      const registry = new BundleRegistry(client, "aisle-foreign", smallBundleFormat);
      const { modelId } = await registry.register(registration);
      await client.versionsOf("aisle-foreign").ensure({
        modelId,
        runId: registration.runId,
        identity: { key: "other", value: "tag" },
        tags: {},
      });
      await registry.setAlias("champion", "2");
      expect(await errorOf(registry.champion())).toMatchObject({
        code: "corrupt",
        message: expect.stringContaining(DIGEST_TAG),
      });
    });

    test.each([
      ["aisle.digest", "sha256:/../../"],
      ["aisle.digest", "sha256:x\n  image: evil"],
      ["aisle.replaced", "../1"],
      ["aisle.gate.reason", "better\n\nAisle-Reverts: 0123abc"],
    ])("neither trusts nor downloads a version whose tag %s somebody set to %j", async (tag, value) => {
      const name = `aisle-hostile-${bundles}`;
      const registry = new BundleRegistry(client, name, smallBundleFormat);
      const { version } = await registry.register(await newRegistration());
      await registry.setAlias("champion", version);
      await registry.setTags(version, { [tag]: value });
      const target = join(dir, name);
      const reads = [
        () => registry.champion(),
        () => registry.version(version),
        () => registry.download(version, target),
      ];
      for (const read of reads) {
        expect(await errorOf(read())).toMatchObject({
          code: "corrupt",
          message: expect.stringContaining(`the tag ${tag} of version ${version} of ${name}`),
        });
      }
      expect(await Bun.file(join(target, "manifest.json")).exists()).toBe(false);
    });

    test("finds a version by its digest, and none where there is none", async () => {
      const registration = await newRegistration();
      const registry = new BundleRegistry(client, "aisle-digests", smallBundleFormat);
      expect(await registry.byDigest(registration.digest)).toBeUndefined();
      const { version } = await registry.register(registration);
      expect((await registry.byDigest(registration.digest))?.version).toBe(version);
      expect(await registry.byDigest(`sha256:${"0".repeat(64)}`)).toBeUndefined();
    });

    test("finds the newest version that has a tag, whatever its value", async () => {
      const registry = new BundleRegistry(client, "aisle-promoted", smallBundleFormat);
      expect(await registry.newestWith("aisle.promoted_at")).toBeUndefined();
      for (const at of ["2026-01-01", "2026-01-02"]) {
        const { version } = await registry.register(await newRegistration());
        await registry.setTags(version, { "aisle.promoted_at": at });
      }
      await registry.register(await newRegistration());
      expect((await registry.newestWith("aisle.promoted_at"))?.version).toBe("2");
    });

    test("forgets the alias of a version that is deleted", async () => {
      const registry = new BundleRegistry(client, "aisle-deleted", smallBundleFormat);
      const registration = await newRegistration();
      const { version } = await registry.register(registration);
      await registry.setAlias("champion", version);
      const deleted = await fetch(`${server.url}/api/2.0/mlflow/model-versions/delete`, {
        method: "DELETE",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "aisle-deleted", version }),
      });
      expect(deleted.status).toBe(200);
      expect(await registry.champion()).toBeUndefined();
      expect(await registry.byDigest(registration.digest)).toBeUndefined();
    });

    test("leaves nothing behind when a download is not the bundle, or its place is taken", async () => {
      const registry = new BundleRegistry(client, "aisle-altered", smallBundleFormat);
      const { version } = await registry.register(await newRegistration());
      await using proxy = faultyProxy(server.url, ({ path }) =>
        path.endsWith("model.safetensors") ? "alter-answer" : "pass",
      );
      const through = new BundleRegistry(clientOf(proxy.url), "aisle-altered", smallBundleFormat);
      const target = join(dir, "altered", "bundle");
      await mkdir(dirname(target));
      expect((await errorOf(through.download(version, target))).message).toEndWith("is damaged");
      expect(await readdir(dirname(target))).toEqual([]);
      await mkdir(target);
      expect((await errorOf(registry.download(version, target))).code).toBe("local");
    });

    test("registers nothing that MLflow does not give back as it was sent", async () => {
      const registration = await newRegistration();
      await using proxy = faultyProxy(server.url, ({ method, path }) =>
        method === "GET" && path.endsWith("manifest.json") ? "alter-answer" : "pass",
      );
      const through = new BundleRegistry(clientOf(proxy.url), "aisle-unsound", smallBundleFormat);
      expect((await errorOf(through.register(registration))).code).toBe("corrupt");
      const versions = client.versionsOf("aisle-unsound");
      expect(await versions.find({ key: DIGEST_TAG, value: registration.digest })).toBeUndefined();
      const { version } = await new BundleRegistry(client, "aisle-unsound", smallBundleFormat).register(
        registration,
      );
      expect(version).toBe("1");
    });

    test("gives what Python's MLflow reads as a model", async () => {
      const { modelId } = await new BundleRegistry(client, "aisle-python", smallBundleFormat).register(
        await newRegistration(),
      );
      const script = `from mlflow.models import Model; print(Model.load("models:/${modelId}").flavors["aisle"]["format"])`;
      const python = Bun.spawn([join(dirname(binary ?? ""), "python3"), "-c", script], {
        env: { ...process.env, MLFLOW_TRACKING_URI: server.url },
        stderr: "pipe",
      });
      const [output, errors] = await Promise.all([python.stdout.text(), python.stderr.text()]);
      expect(output.trim(), errors).toBe("safetensors");
    }, 90_000);
  });

  describe("MLflow going away while a bundle is registered", () => {
    /** Registers through a proxy with this fault, and returns what it came to. */
    async function registerThrough(registration: Registration, name: string, fault: Fault): Promise<boolean> {
      await using proxy = faultyProxy(server.url, fault);
      const registry = new BundleRegistry(
        clientOf(proxy.url, { giveUpAfterMs: 500 }),
        name,
        smallBundleFormat,
      );
      try {
        await registry.register(registration);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ name: "MlflowError", code: "unreachable" });
        return false;
      }
    }

    async function countRequests(name: string): Promise<number> {
      let requests = 0;
      const registered = await registerThrough(await newRegistration(), name, ({ n }) => {
        requests = n + 1;
        return "pass";
      });
      expect(registered).toBeTrue();
      // At the least: model, three files sent and read back, ready, output, version.
      expect(requests).toBeGreaterThanOrEqual(10);
      return requests;
    }

    test("for one request, whichever, is made good without a rerun", async () => {
      const requests = await countRequests("aisle-drop");
      for (const lost of ["lose-request", "lose-answer"] as const) {
        for (let at = 0; at < requests; at++) {
          const registration = await newRegistration();
          const name = `aisle-drop-${lost}-${at}`;
          expect(await registerThrough(registration, name, ({ n }) => (n === at ? lost : "pass"))).toBeTrue();
          await expectRegisteredOnce(registration, name);
        }
      }
    }, 120_000);

    test("for good, at whichever request, leaves no half version, and a rerun completes it", async () => {
      const requests = await countRequests("aisle-gone");
      for (let at = 0; at < requests; at++) {
        const registration = await newRegistration();
        const name = `aisle-gone-${at}`;
        expect(
          await registerThrough(registration, name, ({ n }) => (n < at ? "pass" : "lose-request")),
        ).toBeFalse();
        expect(
          await client.versionsOf(name).find({ key: DIGEST_TAG, value: registration.digest }),
        ).toBeUndefined();
        await new BundleRegistry(client, name, smallBundleFormat).register(registration);
        await expectRegisteredOnce(registration, name);
      }
    }, 120_000);

    async function expectRegisteredOnce(registration: Registration, name: string): Promise<void> {
      const registry = new BundleRegistry(client, name, smallBundleFormat);
      expect(await registry.version("1")).toMatchObject({ digest: registration.digest });
      expect((await errorOf(registry.version("2"))).code).toBe("not-found");
      expect((await client.runs.get(registration.runId)).outputModelIds).toHaveLength(1);
      const target = join(dir, name);
      await registry.download("1", target);
      await smallBundleFormat.verify(target, registration.digest);
    }
  });
});
