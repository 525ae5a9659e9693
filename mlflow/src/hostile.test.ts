// Values that nobody at Aisle would write: MLflow is open to whoever reaches it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BundleRegistry } from "./bundle-registry.ts";
import { MlflowError } from "./error.ts";
import { Registry } from "./registry.ts";
import { errorOf } from "./test/error-of.ts";
import { clientOf, json, scriptedServer } from "./test/scripted-server.ts";
import { smallBundleFormat } from "./test/small-bundle.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const URI = "mlflow-artifacts:/1/models/m-1/artifacts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "aisle-hostile-"));
});
afterAll(() => rm(dir, { recursive: true }));

interface Version {
  readonly version?: unknown;
  readonly run_id?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

function versionAnswer({ version = "3", run_id = "r1", tags = {} }: Version = {}): Response {
  const all = Object.entries({ "aisle.digest": DIGEST, ...tags });
  return json({ model_version: { version, run_id, tags: all.map(([key, value]) => ({ key, value })) } });
}

function runAnswer(info: object, data: object = {}): Response {
  const known = { run_id: "r1", experiment_id: "1", status: "RUNNING", artifact_uri: URI };
  return json({ run: { info: { ...known, ...info }, data } });
}

describe("a version's", () => {
  test.each([
    ["aisle.digest", "sha256:/../../"],
    ["aisle.digest", `${DIGEST}\nmetadata: {}`],
    ["aisle.digest", ""],
    ["aisle.digest", "sha256:$&"],
    ["aisle.replaced", "../1"],
    ["aisle.replaced", "latest"],
    ["aisle.gate.reason", "better\n\nAisle-Reverts: 0123abc"],
    ["aisle.gate.reason", "x".repeat(1_001)],
    ["aisle.gate.mode", "\u001b[2J"],
    ["aisle.snapshot", "/etc/passwd"],
    ["aisle.evaluated_digest", "none"],
    ["aisle.commit", "a\u0000b"],
  ])("tag %s of %j is corrupt, named with its version", async (tag, value) => {
    await using server = scriptedServer(() => versionAnswer({ tags: { [tag]: value } }));
    const registry = new Registry(clientOf(server.url), "aisle");
    for (const read of [() => registry.version("3"), () => registry.champion()]) {
      const error = await errorOf(read());
      expect(error.code).toBe("corrupt");
      expect(error.message).toStartWith(`In MLflow, the tag ${tag} of version 3 of aisle is "`);
      expect(error.message).toMatch(/^[^\p{C}]{1,500}$/u);
    }
  });

  test.each([
    { version: "../1" },
    { version: -1 },
    { version: "0" },
    { run_id: "../../etc" },
    { run_id: "a b" },
  ])("number or run %j is corrupt", async (fields) => {
    await using server = scriptedServer(() => versionAnswer(fields));
    expect((await errorOf(new Registry(clientOf(server.url), "aisle").version("3"))).code).toBe("corrupt");
  });

  test("foreign tags may hold anything of bounded size", async () => {
    const tags = { note: "a\nb", "team/owner": "../x" };
    await using server = scriptedServer(() => versionAnswer({ tags }));
    expect((await new Registry(clientOf(server.url), "aisle").version("3")).tags).toMatchObject(tags);
  });

  test.each([
    ["10,001 tags", Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`t${n}`, ""]))],
    ["a tag of 100,001 characters", { long: "x".repeat(100_001) }],
    ["a tag with a key of 251 characters", { ["k".repeat(251)]: "" }],
  ])("%s are corrupt", async (_, tags) => {
    await using server = scriptedServer(() => versionAnswer({ tags }));
    const error = await errorOf(new Registry(clientOf(server.url), "aisle").version("3"));
    expect(error.code).toBe("corrupt");
    expect(error.message).toContain("version 3 of aisle");
    expect(error.message.length).toBeLessThan(600);
  });
});

describe("a run's", () => {
  test.each([
    ["id", runAnswer({ run_id: "../r" })],
    ["experiment", runAnswer({ experiment_id: "1/../2" })],
    ["status", runAnswer({ status: "RUNNING\n" })],
    ["metric", runAnswer({}, { metrics: [{ key: "ndcg", value: "much" }] })],
    ["param", runAnswer({}, { params: [{ key: "p", value: "x".repeat(100_001) }] })],
  ])("%s is held to its form", async (_, answer) => {
    await using server = scriptedServer(() => answer);
    expect((await errorOf(clientOf(server.url).runs.get("r1"))).code).toBe("corrupt");
  });
});

test("an experiment's id is held to its form", async () => {
  await using server = scriptedServer(() =>
    json({ experiment: { experiment_id: "../1", lifecycle_stage: "active" } }),
  );
  expect((await errorOf(clientOf(server.url).experiments.find("aisle"))).code).toBe("corrupt");
});

test.each(["mlflow-artifacts:/1/../../etc", "mlflow-artifacts:/../x", "mlflow-artifacts:/1/./x"])(
  "the artifacts %s are not asked for",
  async (uri) => {
    await using server = scriptedServer(() => json({}));
    expect((await errorOf(clientOf(server.url).artifacts.list(uri))).code).toBe("corrupt");
    expect(server.asked).toEqual([]);
  },
);

describe("a download", () => {
  /** MLflow with a version whose files are these, each of one byte, and what a download of it comes to. */
  async function downloaded(files: readonly object[], content: () => Response = () => new Response("x")) {
    await using server = scriptedServer(({ path }) => {
      if (path.startsWith("mlflow/model-versions/get?")) return versionAnswer();
      if (path.startsWith("mlflow/model-versions/get-download-uri")) return json({ artifact_uri: URI });
      return path.startsWith("mlflow-artifacts/artifacts?") ? json({ files }) : content();
    });
    const registry = new BundleRegistry(
      clientOf(server.url, { giveUpAfterMs: 100 }),
      "aisle",
      smallBundleFormat,
    );
    const place = await mkdtemp(join(dir, "place-"));
    const error = await errorOf(registry.download("3", join(place, "bundle")));
    expect(await readdir(place)).toEqual([]);
    return error;
  }

  test.each([
    [{ path: "../escaped", file_size: 1 }],
    [{ path: "/etc/cron.d/x", file_size: 1 }],
    [{ path: "..", file_size: 1 }],
    [{ path: "a\\b", file_size: 1 }],
    [{ path: ".bashrc", file_size: 1 }],
    [{ path: "folder", is_dir: true }],
    [{ path: "manifest.json", file_size: -1 }],
    [{ path: "manifest.json", file_size: 1e300 }],
    [{ path: "manifest.json", file_size: 2 ** 33 }],
  ])("of the listed file %j is refused, and nothing is written", async (file) => {
    expect((await downloaded([file])).code).toBe("corrupt");
  });

  test.each([21, 1_001])("of %i files is refused", async (count) => {
    const files = Array.from({ length: count }, (_, n) => ({ path: `f${n}`, file_size: 1 }));
    expect((await downloaded(files)).code).toBe("corrupt");
  });

  test("of a file that goes on after its end is broken off", async () => {
    const error = await downloaded(
      [{ path: "manifest.json", file_size: 10 }],
      () => new Response("x".repeat(11)),
    );
    expect(error.message).toContain("more of manifest.json than the 10 bytes");
  });
});

test("the password of an address is not in an error, nor in what is recorded", async () => {
  const secret = "postgres://aisle:hunter2@postgres/aisle";
  expect(new MlflowError("local", `cannot reach ${secret}`).message).toBe(
    "cannot reach postgres://***@postgres/aisle",
  );
  await using server = scriptedServer(() => json({}));
  const { runs } = clientOf(server.url);
  await runs.log("r1", { params: { store: secret }, tags: { error: `cannot reach ${secret}` } });
  await runs.logDatasets("r1", [
    { name: "d", digest: "ab", context: "training", uri: secret, columns: [], profile: {} },
  ]);
  expect(server.asked).toHaveLength(2);
  expect(server.asked.map(({ body }) => body).join()).not.toContain("hunter2");
});

describe("among the newest versions", () => {
  const version = (number: string, digest: string) => ({
    version: number,
    run_id: "r1",
    tags: [{ key: "aisle.digest", value: digest }],
  });

  test("those that the trainer did not register are told apart", async () => {
    await using server = scriptedServer(() =>
      json({ model_versions: [version("3", "latest"), { version: "2" }, version("1", DIGEST)] }),
    );
    const { versions, faults } = await new Registry(clientOf(server.url), "aisle").newest(3);
    expect(versions.map(({ version }) => version)).toEqual(["1"]);
    expect(faults).toEqual([
      expect.stringContaining("aisle.digest of version 3 of aisle"),
      expect.stringContaining("Version 2 of aisle has no tag aisle.digest"),
    ]);
  });

  test("there are no more than were asked for", async () => {
    await using server = scriptedServer(() =>
      json({ model_versions: [version("3", DIGEST), version("2", DIGEST), version("1", DIGEST)] }),
    );
    const { versions } = await new Registry(clientOf(server.url), "aisle").newest(2);
    expect(versions.map(({ version }) => version)).toEqual(["3", "2"]);
    expect(server.asked[0]?.path).toContain("max_results=2");
  });
});
