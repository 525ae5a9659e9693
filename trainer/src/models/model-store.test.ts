// What the trainer removes and writes on the word of a registry that others can write to.
import { isMlflowError } from "@aisle/mlflow";
import { clientOf, json, scriptedServer } from "@aisle/mlflow/testing";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelStore } from "./model-store.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

/** A folder of somebody else in which AISLE_HOME lies. */
let place: string;
let home: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "aisle-model-store-"));
  home = join(place, "home");
  await mkdir(join(home, "models"), { recursive: true });
  await writeFile(join(home, "store.db"), "the shop");
  await writeFile(join(place, "theirs.txt"), "not ours");
});
afterEach(() => rm(place, { recursive: true }));

/** MLflow with one version, the champion, with these tags. */
function registryWith(tags: Readonly<Record<string, string>>) {
  const version = {
    version: "3",
    run_id: "r1",
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
  return scriptedServer(({ path }) =>
    json(
      path.startsWith("mlflow-artifacts")
        ? { files: [] }
        : { model_version: version, artifact_uri: "mlflow-artifacts:/1" },
    ),
  );
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a tag that leads out of the folder of models", () => {
  test.each(["sha256:/../../", "sha256:/../../../x", "../..", "sha256:/../../\u0000", `${DIGEST}/../..`])(
    "removes and writes nothing: aisle.digest = %j",
    async (digest) => {
      await using server = registryWith({ "aisle.digest": digest });
      const models = new ModelStore(clientOf(server.url), { home });
      const works = [
        () => models.registry.champion(),
        () => models.rollback(new Date()),
        () => models.registry.version("3"),
      ];
      for (const work of works) expect(isMlflowError(await thrownBy(work()), "corrupt")).toBe(true);
      expect((await readdir(place)).toSorted()).toEqual(["home", "theirs.txt"]);
      expect((await readdir(home)).toSorted()).toEqual(["models", "store.db"]);
    },
  );

  test.each([
    { version: "3", digest: "sha256:/../../" },
    { version: "../../x", digest: DIGEST },
  ])("is stopped again where it would become a path: %j", async (version) => {
    await using server = registryWith({});
    const models = new ModelStore(clientOf(server.url), { home });
    expect(await thrownBy(models.fetch({ ...version, runId: "", tags: {} }))).toBeInstanceOf(Error);
    expect((await readdir(place)).toSorted()).toEqual(["home", "theirs.txt"]);
    expect(existsSync(join(home, "store.db"))).toBe(true);
  });

  test("names no version to roll back to: aisle.replaced", async () => {
    await using server = registryWith({ "aisle.digest": DIGEST, "aisle.replaced": "../1" });
    const error = await thrownBy(new ModelStore(clientOf(server.url), { home }).rollback(new Date()));
    expect(String(error)).toContain("the tag aisle.replaced of version 3 of aisle-recommender");
    expect(server.asked.every(({ method }) => method === "GET")).toBe(true);
  });
});

describe("what lies where a bundle is to be fetched to", () => {
  const name = `v3-${"ab".repeat(6)}`;
  const fetching = async (): Promise<unknown> => {
    await using server = registryWith({ "aisle.digest": DIGEST });
    const version = { version: "3", digest: DIGEST, runId: "r1", tags: {} };
    return await thrownBy(new ModelStore(clientOf(server.url), { home }).fetch(version));
  };

  test("goes when it is a damaged bundle", async () => {
    await mkdir(join(home, "models", name));
    await writeFile(join(home, "models", name, "manifest.json"), "{");
    // The registry has no files for it, which is what it comes to afterwards.
    expect(String(await fetching())).toContain("are not a bundle");
    expect(await readdir(join(home, "models"))).toEqual([]);
  });

  test("stays when it holds anything else", async () => {
    await mkdir(join(home, "models", name, "photos"), { recursive: true });
    expect(String(await fetching())).toContain('"photos" in it is not ours');
    expect(existsSync(join(home, "models", name, "photos"))).toBe(true);
  });

  test("stays when it is a link to another folder", async () => {
    await mkdir(join(place, "elsewhere"));
    await writeFile(join(place, "elsewhere", "manifest.json"), "{");
    await symlink(join(place, "elsewhere"), join(home, "models", name));
    expect(String(await fetching())).toContain("is no folder of ours");
    expect(existsSync(join(place, "elsewhere", "manifest.json"))).toBe(true);
  });
});

test("what was left half-written goes, and nothing else", async () => {
  const uuid = "01234567-89ab-cdef-0123-456789abcdef";
  const half = [
    `m20260101000000.${uuid}.tmp`,
    "m20260101000000.twin",
    `m20260101000000.twin.${uuid}.tmp`,
    ".download-a1B2c3",
  ];
  const kept = ["m20260101000000", `v3-${"ab".repeat(6)}`, "mine.tmp", `x.${uuid}.tmp`];
  for (const name of [...half, ...kept]) {
    await mkdir(join(home, "models", name));
    await writeFile(join(home, "models", name, "model.safetensors"), "half");
  }
  await writeFile(join(home, "models", "serving.json.12.tmp"), "{");
  await writeFile(join(home, "models", "serving.json"), "{}");
  await new ModelStore(clientOf("http://127.0.0.1:1"), { home }).removeUnfinished();
  expect((await readdir(join(home, "models"))).toSorted()).toEqual([...kept, "serving.json"].toSorted());
});
