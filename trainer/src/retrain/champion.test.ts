import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { bundleContent, defaultRecipe, fitModel, writeBundle } from "@aisle/recommender";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shopData } from "../../test/generated-shop.ts";
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

/** A model store with one champion in `dir`, which tells where it was pointed at. */
function source(
  dir: string,
  digest: string,
  serving?: Serving,
): ChampionSource & { readonly pointed: string[] } {
  const pointed: string[] = [];
  return {
    pointed,
    registry: { champion: () => Promise.resolve({ version: "3", digest, runId: "r", tags: {} }) },
    fetch: () => Promise.resolve(dir),
    serving: () => Promise.resolve(serving),
    point: (_version, bundle) => {
      pointed.push(bundle);
      return Promise.resolve();
    },
  };
}

describe("the champion", () => {
  test("does not count when this program cannot serve it, and that is said", async () => {
    const dir = join(folder, "bundle");
    const unknown = { ...content, info: { ...content.info, hyperparameters: { layers: 3 } } };
    const { digest } = await writeBundle(dir, unknown);
    const notes: string[] = [];
    const models = source(dir, digest);
    expect(await currentChampion(models, (text) => notes.push(text))).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(models.pointed).toEqual([]);
    expect(notes[0]).toStartWith("champion v3 does not count, this program cannot serve it: ");
  });

  test("is an error when its files are not what the registry says", async () => {
    const dir = join(folder, "bundle");
    await writeBundle(dir, content);
    const other = `sha256:${"0".repeat(64)}`;
    const error = await currentChampion(source(dir, other), () => {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "BundleError", code: "wrong-digest" });
  });

  test("comes with its bundle, and the pointer is mended where it points elsewhere", async () => {
    const dir = join(folder, "bundle");
    const { digest } = await writeBundle(dir, content);
    const stray = source(dir, digest, {
      version: "2",
      digest: `sha256:${"1".repeat(64)}`,
      bundle: "/elsewhere",
    });
    expect((await currentChampion(stray, () => {}))?.bundle.digest).toBe(digest);
    expect(stray.pointed).toEqual([dir]);
    const right = source(dir, digest, { version: "3", digest, bundle: dir });
    await currentChampion(right, () => {});
    expect(right.pointed).toEqual([]);
  });
});
