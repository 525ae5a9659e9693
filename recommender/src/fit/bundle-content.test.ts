import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { variantShopItems, variantShopModel } from "../../test/variant-shop.ts";
import { type BundleContent, BundleError, type Tensor } from "../bundle/bundle.ts";
import { readBundle } from "../bundle/read.ts";
import { writeBundle } from "../bundle/write.ts";
import { trainForest } from "../forest/train.ts";
import { weightBitsFor } from "../graphs/adjacency.ts";
import type { Model } from "../model.ts";
import { FEATURES } from "../scorer/features.ts";
import type { HistoryEntry, Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";
import { bundleContent, modelFrom, serve } from "./bundle-content.ts";
import { fitModel } from "./fit.ts";
import { trainRanker } from "./ranker.ts";
import { defaultRecipe } from "./recipe.ts";

const dir = await mkdtemp(join(tmpdir(), "aisle-bundle-content-"));
afterAll(() => rm(dir, { recursive: true }));

const items = smallShopItems();
const info = {
  created: "2026-01-02T03:04:05.000Z",
  codeCommit: "abc",
  data: {
    digest: "sha256:00",
    from: "2025-01-01T00:00:00.000Z",
    to: "2026-01-01T00:00:00.000Z",
    events: 1,
    customers: 1,
    items: items.length,
  },
  metrics: {},
};

const recipe = {
  ...defaultRecipe,
  ranker: { ...defaultRecipe.ranker, kind: "forest" as const, trees: 5, depth: 3, rows: 500 },
};
const forStrangers = {
  ...defaultRecipe,
  popularity: { ...defaultRecipe.popularity, strangersHalfLifeDays: 3 },
};
const blend = fitModel(smallShopEvents(), items, recipe);
const withForest: Model = { ...blend, forest: trainRanker(blend, items, smallShopCases()) };
const content = bundleContent(withForest, items, info);

/** What `modelFrom` says of the bundle with some tensors replaced, or taken out where they are undefined. */
function refusal(tensors: Readonly<Record<string, Tensor | undefined>>): string {
  const changed = Object.entries({ ...content.tensors, ...tensors }).filter(
    (entry): entry is [string, Tensor] => entry[1] !== undefined,
  );
  return refusalOf({ ...content, tensors: Object.fromEntries(changed) });
}

function refusalOf(bundle: BundleContent): string {
  try {
    modelFrom(bundle);
  } catch (error) {
    if (error instanceof BundleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

/** A copy of a tensor with some of its entries replaced. */
function withEntries(name: string, entries: Readonly<Record<number, number>>): Record<string, Tensor> {
  const { shape, data } = content.tensors[name]!;
  const copy = data.slice();
  for (const [at, value] of Object.entries(entries)) copy[Number(at)] = value;
  return { [name]: { shape, data: copy } };
}

const dense = Object.keys(content.tensors).filter((name) => !name.startsWith("forest."));

test("a blend's bundle from before there were embeddings has none, and serves", () => {
  const { "items.embeddings": _, ...tensors } = bundleContent(blend, items, info).tensors;
  const older = modelFrom({ ...bundleContent(blend, items, info), tensors });
  expect(older.embeddings).toBeUndefined();
  expect(modelFrom(content).embeddings).toEqual(withForest.embeddings);
});

describe("a bundle is refused", () => {
  test.each(dense)("without the tensor %s", (name) => {
    expect(refusal({ [name]: undefined })).toBe(
      `wrong-shape: the bundle's tensor ${name} is missing; train the model again`,
    );
  });

  test.each(dense)("when the tensor %s has another type", (name) => {
    const { length } = content.tensors[name]!.data;
    expect(refusal({ [name]: { shape: [length], data: new Uint8Array(length) } })).toStartWith(
      `wrong-shape: the bundle's tensor ${name} is not a `,
    );
  });

  test.each(dense)("when the tensor %s has an entry too many", (name) => {
    const { data } = content.tensors[name]!;
    const TensorArray = data.constructor as Float32ArrayConstructor;
    const longer = new TensorArray(data.length + 1);
    longer.set(data);
    expect(refusal({ [name]: { shape: [longer.length], data: longer } })).toStartWith(
      `wrong-shape: the bundle's tensor ${name} has ${data.length + 1} entries instead of ${data.length}`,
    );
  });

  test("when a tensor has two dimensions", () => {
    const { data } = content.tensors["items.popularity"]!;
    expect(refusal({ "items.popularity": { shape: [data.length, 1], data } })).toBe(
      "wrong-shape: the bundle's tensor items.popularity has shape [40, 1], not one dimension; train the model again",
    );
  });

  test("when an edge leaves the catalogue, by behaviour or by content", () => {
    for (const part of [0, 1]) {
      const first = content.tensors["edges.offsets"]!.data[part]!;
      const outside = 40 << (2 * weightBitsFor(items.length));
      expect(refusal(withEntries("edges.cells", { [first]: outside }))).toBe(
        "index-out-of-range: the bundle's tensor edges.cells points to 40 of 40; train the model again",
      );
    }
  });

  test.each([
    ["that the catalogue does not have", 3, [0, 1, 2, 40]],
    ["that comes after it", 1, [0, 2]],
    ["that is a variant of another one", 2, [0, 0, 1]],
  ])("when a variant is of a product %s", (_, at, begin) => {
    const product = Uint32Array.from(items, (__, item) => begin[item] ?? item);
    const column = (data: Uint32Array): Tensor => ({ shape: [data.length], data });
    const variants = {
      "variants.product": column(product),
      "variants.occurrences": column(new Uint32Array(items.length)),
    };
    expect(refusal(variants)).toBe(
      `index-out-of-range: the bundle's tensor variants.product has ${product[at]} at ${at}; train the model again`,
    );
    expect(refusal({ "variants.product": column(product.map((__, item) => item)) })).toBe(
      "wrong-shape: the bundle's tensor variants.occurrences is missing; train the model again",
    );
  });

  test("when a term is outside of the vocabulary", () => {
    const count = content.terms.length;
    expect(refusal(withEntries("terms.terms", { 0: count }))).toContain(`points to ${count} of ${count}`);
  });

  test("when a row's neighbours do not ascend, or one comes twice", () => {
    const [first, second] = content.tensors["edges.cells"]!.data;
    const said = "index-out-of-range: the bundle's tensor edges.cells is not ascending in row 0";
    expect(refusal(withEntries("edges.cells", { 0: second!, 1: first! }))).toStartWith(said);
    expect(refusal(withEntries("edges.cells", { 1: first! }))).toStartWith(said);
  });

  test("when rows begin late, run backwards or beyond the end", () => {
    expect(refusal(withEntries("edges.offsets", { 0: 1 }))).toContain("does not begin at 0");
    expect(refusal(withEntries("edges.offsets", { 1: 5, 2: 4 }))).toContain("has a bad row 1");
    expect(refusal(withEntries("edges.offsets", { 3: 4_000_000 }))).toContain("has a bad row 2");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -0.5, 2 ** 120])("when a weight is %p", (weight) => {
    const said = (name: string) => `corrupt: the bundle's tensor ${name} has ${weight}`;
    for (const name of ["terms.weights"])
      expect(refusal(withEntries(name, { 0: weight }))).toStartWith(said(name));
    for (const name of ["terms.idf", "items.popularity", "items.trending", "content.scale", "edges.units"])
      expect(refusal(withEntries(name, { 0: weight }))).toStartWith(said(name));
  });

  test("when its recipe has a popularity for strangers, and its tensors have none, or no numbers", () => {
    const model = fitModel(smallShopEvents(), items, forStrangers);
    const { tensors, ...rest } = bundleContent(model, items, info);
    const { "items.strangers": strangers, ...others } = tensors;
    expect(refusalOf({ ...rest, tensors: others })).toBe(
      "wrong-shape: the bundle's tensor items.strangers is missing; train the model again",
    );
    const data = Float32Array.from(strangers!.data).fill(Number.NaN);
    expect(
      refusalOf({ ...rest, tensors: { ...others, "items.strangers": { shape: [40], data } } }),
    ).toStartWith("corrupt: the bundle's tensor items.strangers has NaN");
  });

  test("when its forest reads other columns than there are features", () => {
    const columns = FEATURES.length - 1;
    const options = { trees: 1, depth: 2, maxFeatures: 1, seed: 1 };
    const forest = trainForest(new Float32Array(4 * columns), columns, Float32Array.of(0, 1, 0, 1), options);
    expect(refusalOf(bundleContent({ ...blend, forest }, items, info))).toBe(
      `wrong-shape: the forest reads ${columns} features, this version has ${FEATURES.length}; train it again`,
    );
  });

  test("when its hyperparameters are not a recipe", () => {
    const { ranker: _, ...rest } = recipe;
    for (const hyperparameters of [rest, null, {}]) {
      expect(refusalOf({ ...content, info: { ...content.info, hyperparameters } })).toStartWith(
        "corrupt: the bundle's hyperparameters are not a recipe: ",
      );
    }
  });
});

describe("a bundle that was written and read", () => {
  const viewed = (...viewedItems: number[]): HistoryEntry[] =>
    viewedItems.map((item, at) => ({ item, type: "view", time: 1_710_000_000 - at * 3600 }));
  const queries: Query[] = [
    { placement: "personal", history: [], limit: 10 },
    { placement: "personal", history: viewed(3, 8, 12), limit: 20 },
    { placement: "personal", history: viewed(21), limit: 5, rules: { diversity: 0.5, pin: [2] } },
    { placement: "similar", history: viewed(30), limit: 10 },
    { placement: "bought-together", history: viewed(30), limit: 10 },
    { placement: "cart", history: viewed(5, 25), limit: 10 },
    { placement: "trending", history: [], limit: 10, rules: { filter: { inStock: true } } },
  ];

  test.each([
    ["a forest", withForest],
    ["a blend", blend],
    ["a popularity for strangers", fitModel(smallShopEvents(), items, forStrangers)],
  ] as const)("with %s is the same model and gives the same answers", async (name, model) => {
    const path = join(dir, name);
    const { digest } = await writeBundle(path, bundleContent(model, items, info));
    const bundle = await readBundle(path, { digest });
    expect(modelFrom(bundle)).toEqual(model);
    const served = serve(bundle);
    const direct = new Recommender(model, items);
    for (const query of queries) expect(served.recommend(query)).toEqual(direct.recommend(query));
  });

  test("knows the variants that the model knows", async () => {
    const path = join(dir, "variants");
    const variants = variantShopModel();
    const about = { ...info, data: { ...info.data, items: variants.items } };
    await writeBundle(path, bundleContent(variants, variantShopItems(), about));
    const bundle = await readBundle(path);
    expect(modelFrom(bundle)).toEqual(variants);
    const query: Query = { placement: "similar", history: viewed(5), limit: 10 };
    expect(serve(bundle).recommend(query)).toEqual(
      new Recommender(variants, variantShopItems()).recommend(query),
    );
  });

  test("from before strangers had a popularity of their own shows them everybody's", () => {
    expect(content.tensors["items.strangers"]).toBeUndefined();
    const old = modelFrom(content);
    expect(old.strangers).toBe(old.popularity);
  });

  test("links a newcomer by its content as the model itself does", async () => {
    const path = join(dir, "newcomer");
    await writeBundle(path, content);
    const served = serve(await readBundle(path));
    const direct = new Recommender(withForest, items);
    const newcomer = { itemId: "new", title: "green garden shears", brand: "brand-1" };
    expect(served.putItem(newcomer)).toBe(direct.putItem(newcomer));
    const query: Query = { placement: "similar", history: viewed(40), limit: 10 };
    expect(served.recommend(query)).toEqual(direct.recommend(query));
  });
});
