import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { bundleContent, defaultRecipe, fitModel, writeBundle } from "@aisle/recommender";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shopData } from "../../test/generated-shop.ts";
import type { BundleVersion } from "@aisle/mlflow";
import type { Current } from "../models/current.ts";
import type { Serving } from "../models/serving.ts";
import { type ChampionSource, currentChampion } from "./champion.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "champion-"));
});
afterEach(async () => await rm(folder, { recursive: true }));

const { interactions, items } = shopData({ customers: 50, items: 40, days: 30 });
const content = bundleContent(fitModel(interactions, items, defaultRecipe), items, {
  created: "2026-01-01T00:00:00.000Z",
  codeCommit: "unknown",
  data: {
    digest: "sha256:aa",
    from: "2025-01-01T00:00:00Z",
    to: "2025-02-01T00:00:00Z",
    events: 1,
    customers: 1,
    items: 1,
  },
  metrics: {},
});

interface Told {
  readonly pointed: string[];
  readonly aliased: string[];
}

/** A model store in this state whose bundles are in `dir`; it tells where pointer and alias were moved. */
function source(
  dir: string,
  current: Current | ((digest: string) => Current),
  digest: string,
  serving?: Serving,
): ChampionSource & Told {
  const pointed: string[] = [];
  const aliased: string[] = [];
  return {
    pointed,
    aliased,
    current: () => Promise.resolve(typeof current === "function" ? current(digest) : current),
    registry: { setAlias: async (alias, version) => void aliased.push(`${alias}=${version}`) },
    fetch: () => Promise.resolve(dir),
    unregistered: () => Promise.resolve(dir),
    serving: () => Promise.resolve(serving),
    point: async (_, bundle) => void pointed.push(bundle),
  };
}

const version = (digest: string, number = "3"): BundleVersion => ({
  version: number,
  digest,
  runId: "r",
  tags: {},
});
const champion = (digest: string): Current => ({ state: "champion", version: version(digest) });
const lost = (digest: string): Current => ({ state: "lost alias", version: version(digest) });
const other = (digest: string): Current => ({
  state: "other alias",
  version: version(digest),
  aliased: version(`sha256:${"2".repeat(64)}`, "2"),
});
const unregistered = (digest: string): Current => ({ state: "unregistered", digest });

describe("the champion", () => {
  test("does not count when this program cannot serve it, and that is said", async () => {
    const dir = join(folder, "bundle");
    const unknown = { ...content, info: { ...content.info, hyperparameters: { layers: 3 } } };
    const { digest } = await writeBundle(dir, unknown);
    const notes: string[] = [];
    const models = source(dir, champion, digest);
    expect(await currentChampion(models, (text) => notes.push(text), true)).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(models.pointed).toEqual([]);
    expect(notes[0]).toStartWith("champion v3 does not count, this program cannot serve it: ");
  });

  test("is an error when its files are not what the registry says", async () => {
    const dir = join(folder, "bundle");
    await writeBundle(dir, content);
    const models = source(dir, champion, `sha256:${"0".repeat(64)}`);
    const error = await currentChampion(models, () => {}, true).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "BundleError", code: "wrong-digest" });
  });

  test("comes with its bundle, and the pointer is mended where it points elsewhere", async () => {
    const dir = join(folder, "bundle");
    const { digest } = await writeBundle(dir, content);
    const elsewhere = { version: "2", digest: `sha256:${"1".repeat(64)}`, bundle: "/elsewhere" };
    const stray = source(dir, champion, digest, elsewhere);
    expect((await currentChampion(stray, () => {}, true))?.bundle.digest).toBe(digest);
    expect(stray.pointed).toEqual([dir]);
    const right = source(dir, champion, digest, { version: "3", digest, bundle: dir });
    await currentChampion(right, () => {}, true);
    expect([...right.pointed, ...right.aliased]).toEqual([]);
  });

  test.each([
    [
      "there is no alias",
      lost,
      "champion v3",
      ["champion=3"],
      "the registry has no alias champion: version 3",
    ],
    [
      "the alias names another version",
      other,
      "champion v3",
      ["champion=3"],
      "the alias champion names version 2",
    ],
    [
      "the registry does not know it",
      unregistered,
      "the model sha256:",
      [],
      "the registry does not know the model",
    ],
  ] as const)("is what serves when %s, which is said", async (_, state, name, aliases, note) => {
    const dir = join(folder, "bundle");
    const { digest } = await writeBundle(dir, content);
    for (const mendsAlias of [true, false]) {
      const notes: string[] = [];
      const models = source(dir, state, digest, { version: "3", digest, bundle: dir });
      const found = await currentChampion(models, (text) => notes.push(text), mendsAlias);
      expect(found?.name).toStartWith(name);
      expect(found?.bundle.digest).toBe(digest);
      expect(models.aliased).toEqual(mendsAlias ? [...aliases] : []);
      expect(notes).toEqual([expect.stringContaining(note)]);
    }
  });

  test("is nobody where nothing ever served", async () => {
    expect(await currentChampion(source("", { state: "none" }, ""), () => {}, true)).toBeUndefined();
  });

  test("is not taken for nobody when nothing says what serves", async () => {
    const models = source("", { state: "unknown", why: "version 3 was promoted before" }, "");
    const error = await currentChampion(models, () => {}, true).catch((thrown: Error) => thrown.message);
    expect(error).toBe(
      "the registry has no alias champion, and nothing says which model serves: version 3 was promoted before",
    );
  });
});
