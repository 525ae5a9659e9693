// Bundles that someone broke or made on purpose: each is served within its bounds, or refused with a `BundleError`.
import { beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BundleError } from "../src/bundle/bundle.ts";
import { BUNDLE_FILES, type BundleFile } from "../src/bundle/manifest.ts";
import { readBundleFiles } from "../src/bundle/read.ts";
import { writeBundle } from "../src/bundle/write.ts";
import { bundleContent, serve } from "../src/fit/bundle-content.ts";
import { fitModel } from "../src/fit/fit.ts";
import { trainRanker } from "../src/fit/ranker.ts";
import { defaultRecipe, type Recipe } from "../src/fit/recipe.ts";
import { mulberry32 } from "../src/random.ts";
import type { Placement } from "../src/scorer/query.ts";
import { smallShopCases, smallShopEvents, smallShopItems } from "./small-shop.ts";

const INPUTS = 100_000;
const ITEMS = 12;
const MINUTES = 60_000;
/** Twice what the process has after the first thousand bundles is more than any of them may need. */
const MOST_GROWTH = 512 * 1024 ** 2;
const LIMIT = 10;
/** With so many items in the history. */
const ASKED: readonly (readonly [Placement, number])[] = [
  ["personal", 2],
  ["personal", 0],
  ["similar", 2],
  ["cart", 2],
  ["trending", 0],
];

type Files = Record<BundleFile | "manifest.json", Uint8Array>;

let whole: Files;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "aisle-fuzz-"));
  const dir = join(folder, "model");
  const recipe: Recipe = {
    ...defaultRecipe,
    ranker: { ...defaultRecipe.ranker, kind: "forest", trees: 2, depth: 2 },
  };
  // Small, so that the same change is not tried a hundred times in a hundred places.
  const items = smallShopItems().slice(0, ITEMS);
  const all = smallShopEvents();
  const attributes = {
    values: [
      { name: "likes", value: "garden" },
      { name: "likes", value: "kitchen" },
    ],
    offsets: all.offsets.map((_, customer) => customer),
    codes: Uint8Array.from({ length: all.customers }, (_, customer) => customer % 2),
  };
  const events = { ...all, items: ITEMS, item: all.item.map((item) => item % ITEMS), attributes };
  const model = fitModel(events, items, recipe);
  expect(model.segments).toBeDefined();
  const forest = trainRanker(model, items, smallShopCases(events));
  const data = { digest: "sha256:00", events: events.item.length, customers: 200, items: items.length };
  const times = { from: "2026-01-01T00:00:00.000Z", to: "2026-02-28T23:59:59.000Z" };
  await writeBundle(
    dir,
    bundleContent({ ...model, forest }, items, {
      created: "2026-03-01T12:00:00.000Z",
      codeCommit: "unknown",
      data: { ...data, ...times },
      metrics: {},
    }),
  );
  const bytes = async (name: string) => Bun.file(join(dir, name)).bytes();
  whole = {
    "manifest.json": await bytes("manifest.json"),
    "model.safetensors": await bytes("model.safetensors"),
    "items.jsonl": await bytes("items.jsonl"),
    "terms.jsonl": await bytes("terms.jsonl"),
  };
  await rm(folder, { recursive: true });
});

const random = mulberry32(20_260_301);
const below = (end: number): number => Math.floor(random() * end);
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

/** Values at the edges of what the formats can say. */
const EDGES = [
  0,
  1,
  -1,
  0.5,
  ITEMS - 1,
  ITEMS,
  ITEMS + 1,
  255,
  256,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  1e9,
  1e15,
  1e308,
] as const;
const STRANGE = [null, true, "", "x", [], {}, [1e15], { a: 1 }, "__proto__", ...EDGES] as const;

/** Some bytes of a file, changed, gone, more or elsewhere. */
function brokenBytes(given: Uint8Array): Uint8Array {
  const bytes = given.slice();
  const at = below(bytes.length);
  const size = 1 + below(16);
  switch (below(6)) {
    case 0:
      bytes[at]! ^= 1 << below(8);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      bytes[at] = below(256);
      return bytes;
    case 3:
      bytes.copyWithin(below(bytes.length), at, at + size);
      return bytes;
    case 4:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + size)]);
    default:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(0, size), ...bytes.subarray(at)]);
  }
}

type Json = Record<string, unknown>;

/** Another value at some place of a JSON value, which is changed. */
function brokenJson(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || (depth > 0 && random() < 0.1)) return oneOf(STRANGE);
  const keys = Object.keys(value);
  const key = oneOf(keys.length > 0 ? keys : ["x"]);
  const object = value as Json;
  const kind = random();
  if (kind < 0.05) delete object[key];
  else if (kind < 0.1) object[`${key}2`] = object[key];
  else object[key] = brokenJson(object[key], depth + 1);
  return value;
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Header {
  [name: string]: { dtype: string; shape: number[]; data_offsets: [number, number] };
}

/** The header and the data of a whole safetensors file. */
function parts(file: Uint8Array): { header: Header; data: Uint8Array } {
  const start = 8 + Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  return { header: JSON.parse(decode(file.subarray(8, start))) as Header, data: file.slice(start) };
}

function safetensors(header: unknown, data: Uint8Array): Uint8Array {
  const text = JSON.stringify(header) ?? "";
  const padded = encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + padded.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  file.set(data, 8 + padded.length);
  return file;
}

/** A model file with another header, other places of its tensors, or other numbers in them. */
function brokenModel(file: Uint8Array): Uint8Array {
  const { header, data } = parts(file);
  const [name, other] = [oneOf(Object.keys(header)), oneOf(Object.keys(header))];
  const entry = header[name]!;
  switch (below(8)) {
    case 0: {
      const bytes = file.slice();
      const length = oneOf([0, 1, 7, bytes.length, 2 ** 31, 2 ** 53, Number.MAX_SAFE_INTEGER, below(5000)]);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
      return bytes;
    }
    case 1:
      entry.shape[below(entry.shape.length)] = oneOf(EDGES);
      return safetensors(header, data);
    case 2:
      // Swapped: a tensor under the name of another.
      [header[name], header[other]] = [header[other]!, entry];
      return safetensors(header, data);
    case 3:
      entry.dtype = oneOf(["F64", "F32", "I32", "U32", "U16", "U8", "BF16"]);
      return safetensors(header, data);
    case 4:
      entry.data_offsets[below(2)] = oneOf(EDGES);
      return safetensors(header, data);
    case 5:
      return safetensors(brokenJson(header), data);
    default: {
      // The numbers themselves: indices, offsets, weights, thresholds.
      const [begin, end] = entry.data_offsets;
      const view = new DataView(data.buffer, data.byteOffset + begin, end - begin);
      if (view.byteLength < 4) return file;
      const at = below(Math.floor(view.byteLength / 4)) * 4;
      if (random() < 0.5) view.setUint32(at, oneOf(EDGES) % 2 ** 32, true);
      else view.setFloat32(at, oneOf([Number.NaN, Infinity, -Infinity, -1, -0, 1e38, 1e-45, 0.5]), true);
      return safetensors(header, data);
    }
  }
}

/** A file of lines with one of them changed, gone, twice or elsewhere. */
function brokenLines(file: Uint8Array): Uint8Array {
  const lines = decode(file).trimEnd().split("\n");
  const at = below(lines.length);
  const kind = random();
  if (kind < 0.2) lines.splice(at, 1);
  else if (kind < 0.4) lines.push(lines[at]!);
  else if (kind < 0.5) lines[below(lines.length)] = lines[at]!;
  else if (kind < 0.6) lines.splice(at, 0, "");
  else lines[at] = JSON.stringify(brokenJson(JSON.parse(lines[at]!)));
  return encode(`${lines.join("\n")}\n`);
}

/** The manifest with the digests and sizes that the files have now. */
function signed(files: Files): Uint8Array {
  try {
    const manifest = JSON.parse(decode(files["manifest.json"])) as { files: Json };
    for (const name of BUNDLE_FILES)
      manifest.files[name] = {
        sha256: Bun.SHA256.hash(files[name], "hex"),
        bytes: files[name].length,
      };
    return encode(JSON.stringify(manifest));
  } catch {
    return files["manifest.json"];
  }
}

function broken(): Files {
  const files = { ...whole };
  const name = oneOf([...BUNDLE_FILES, "model.safetensors", "manifest.json"] as const);
  const kind = random();
  if (kind < 0.3) files[name] = brokenBytes(files[name]);
  else if (name === "manifest.json")
    files[name] = encode(JSON.stringify(brokenJson(JSON.parse(decode(files[name])))));
  else if (name === "model.safetensors") files[name] = brokenModel(files[name]);
  else files[name] = brokenLines(files[name]);
  // Who can change a file can sign it, too: the checks behind the digests must hold by themselves.
  if (random() < 0.9) files["manifest.json"] = signed(files);
  return files;
}

/** Serves the bundle and asks for lists; throws what that throws, and an `Error` for a list that is out of bounds. */
async function use(files: Files): Promise<void> {
  const bundle = await readBundleFiles("here", async (name) => files[name]);
  const recommender = serve(bundle);
  for (const [placement, visits] of ASKED) {
    const history = [0, bundle.items.length - 1]
      .filter((item) => item >= 0)
      .slice(0, visits)
      .map((item) => ({ item, type: "view" as const, time: 1_700_000_000 }));
    const { items } = recommender.recommend({
      placement,
      history,
      context: { likes: "garden" },
      limit: LIMIT,
      explain: true,
    });
    if (items.length > LIMIT) throw new Error(`${items.length} items in a list of ${LIMIT}`);
    for (const { item, score } of items) {
      if (!Number.isInteger(item) || item < 0 || item >= bundle.items.length)
        throw new Error(`item ${item} of ${bundle.items.length} was recommended`);
      if (!Number.isFinite(score)) throw new Error(`item ${item} has the score ${score}`);
    }
  }
}

test(
  "every one of 100,000 broken bundles is served within its bounds or refused as a bundle",
  async () => {
    await use(whole);
    const outcomes = new Map<string, number>();
    let memory = 0;
    for (let run = 0; run < INPUTS; run++) {
      const files = broken();
      const outcome = await use(files).then(
        () => "served",
        (error: unknown) => {
          if (error instanceof BundleError) return error.code;
          throw new Error(`run ${run}`, { cause: error });
        },
      );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (run === 1000) memory = process.memoryUsage.rss();
      if (run > 1000 && run % 1000 === 0)
        expect(process.memoryUsage.rss() - memory).toBeLessThan(MOST_GROWTH);
    }
    // Every check was reached, those behind the digests too, and many a change does no harm.
    for (const code of [
      "truncated",
      "corrupt",
      "wrong-version",
      "wrong-digest",
      "wrong-shape",
      "index-out-of-range",
    ])
      expect([code, (outcomes.get(code) ?? 0) > 20]).toEqual([code, true]);
    expect(outcomes.get("served")).toBeGreaterThan(INPUTS / 20);
  },
  5 * MINUTES,
);
