import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import {
  defaultRecipe,
  type Evaluation,
  evaluate,
  modelFrom,
  readBundle,
  Recommender,
} from "@aisle/recommender";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shopData } from "../../test/generated-shop.ts";
import type { Snapshot } from "../data/snapshot.ts";
import {
  type Challenger,
  fitPopularityAlone,
  prepareTraining,
  trainChallenger,
} from "../train/challenger.ts";
import { chooseWindows } from "../train/windows.ts";
import { ship, type ShipOptions, TwinError } from "./ship.ts";

const { interactions, items } = shopData({ customers: 2000, items: 200, days: 60 });
const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
const snapshot: Snapshot = {
  dir: "/snapshots/aa",
  digest: `sha256:${"a".repeat(64)}`,
  created: "2026-03-01T00:00:00.000Z",
  source: "store",
  counts: { events: interactions.item.length, customers: 2000, items: 200 },
  window: { from: "2025-01-01T00:00:00.000Z", to: "2025-03-01T00:00:00.000Z" },
  hasAttributes: false,
};

let folder: string;
let challenger: Challenger;
let twin: Evaluation;
let options: ShipOptions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-ship-"));
  challenger = await trainChallenger(data, { starts: [defaultRecipe], trials: 0, seed: 1 });
  twin = evaluate(new Recommender(challenger.model, items), data.holdoutCases);
  options = {
    dir: join(folder, "m1"),
    created: "2026-03-01T12:00:00.000Z",
    codeCommit: "abc",
    metrics: { ndcg_at_10: twin.ndcgAt10 },
  };
});
afterEach(async () => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

async function refusal(shipping: Promise<unknown>): Promise<string> {
  const error = await shipping.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof TwinError) return error.message;
  throw error ?? new Error("it was shipped");
}

describe("a model that is unlike the one that was evaluated is not shipped", () => {
  test("when its lists are others, with how much they share", async () => {
    const lists = twin.lists.map((list) => list.map((item) => (item + 100) % 200));
    const said = await refusal(ship(data, snapshot, challenger, { ...twin, lists }, options));
    expect(said).toMatch(/its lists share 0\.\d\d with the evaluated model's, below 0\.25/);
  });

  test("when it covers much less of the catalogue", async () => {
    const wide = { ...twin, coverageAt10: 2 * twin.coverageAt10 };
    const said = await refusal(ship(data, snapshot, challenger, wide, options));
    expect(said).toMatch(/its coverage is 0\.\d{3} instead of [01]\.\d{3}/);
  });

  test("when it is another model altogether", async () => {
    const popularity = fitPopularityAlone(data).model;
    const other = { ...challenger, recipe: popularity.recipe, model: popularity };
    const said = await refusal(ship(data, snapshot, other, twin, options));
    expect(said).toContain("the model fitted on all data is unlike the one that passed the gate");
  });
});

describe("the bundle that ships", () => {
  test("is the evaluated recipe on all data, with the evaluated forest", async () => {
    const shipped = await ship(data, snapshot, challenger, twin, options);
    const bundle = await readBundle(shipped.dir, { digest: shipped.digest });
    expect(bundle.bytes).toBe(shipped.bytes);
    const model = modelFrom(bundle);
    expect(model.recipe).toEqual(challenger.recipe);
    expect(model.forest).toEqual(challenger.model.forest);
    expect(model.occurrences).not.toEqual(challenger.model.occurrences);
    expect(bundle.info).toMatchObject({ codeCommit: "abc", metrics: options.metrics });
    expect(bundle.info.data.digest).toBe(snapshot.digest);
  });

  test("has another digest than its twin, of which nothing is left", async () => {
    const { digest, twinDigest } = await ship(data, snapshot, challenger, twin, options);
    expect(twinDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(twinDigest).not.toBe(digest);
    expect(await readdir(folder)).toEqual(["m1"]);
  });

  test("is the same when an attempt that was cut short is made again, with or without its remains", async () => {
    const first = await ship(data, snapshot, challenger, twin, options);
    expect(await ship(data, snapshot, challenger, twin, options)).toEqual(first);
    await rm(first.dir, { recursive: true });
    await Bun.write(join(`${first.dir}.twin`, "model.safetensors"), "half a twin");
    expect(await ship(data, snapshot, challenger, twin, options)).toEqual(first);
    expect(await readdir(folder)).toEqual(["m1"]);
  });
});
