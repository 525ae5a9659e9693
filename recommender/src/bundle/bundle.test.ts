import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm, symlink, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mulberry32 } from "../random.ts";
import { BUNDLE_FORMAT_VERSION, type BundleContent, BundleError } from "./bundle.ts";
import { BUNDLE_FILES } from "./manifest.ts";
import { readBundle } from "./read.ts";
import { writeBundle } from "./write.ts";

const content: BundleContent = {
  info: {
    created: "2026-03-01T12:00:00.000Z",
    codeCommit: "0123abc",
    data: {
      digest: "sha256:00",
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-02-28T23:59:59.000Z",
      events: 1000,
      customers: 50,
      items: 2,
    },
    hyperparameters: { blend: { content: 0.25 }, trees: 40, kinds: ["forest", null, true] },
    metrics: { ndcg_at_10: 0.0625 },
  },
  items: [
    {
      itemId: "a",
      groupId: "lipstick",
      title: 'Lipstick "rosé"\n<b>',
      brand: "Ä",
      categories: ["x", "y"],
      price: 9.5,
      stock: 0,
    },
    {
      itemId: "b",
      hidden: true,
      attributes: ["colour:red"],
      url: "https://shop.example/b",
      imageUrl: "b.jpg",
    },
  ],
  terms: ["red", "two\nlines", "", "\u2028"],
  tensors: {
    "graph.offsets": { shape: [3], data: Uint32Array.of(0, 1, 2) },
    "graph.weights": { shape: [2, 1], data: Float32Array.of(0.5, 0.25) },
  },
};

let folder: string;
let dir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-bundle-"));
  dir = join(folder, "model");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BundleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

/** Changes the manifest's JSON as text. */
async function editManifest(from: string | RegExp, to: string): Promise<void> {
  const path = join(dir, "manifest.json");
  const text = await Bun.file(path).text();
  expect(text).toMatch(from);
  await Bun.write(path, text.replace(from, to));
}

describe("reading refuses", () => {
  test("a directory that is not there", async () => {
    expect(await refusal(readBundle(dir))).toStartWith("missing-file: there is no manifest.json in");
  });

  test.each([...BUNDLE_FILES, "manifest.json"])("a bundle without %s", async (name) => {
    await writeBundle(dir, content);
    await rm(join(dir, name));
    expect(await refusal(readBundle(dir))).toStartWith(`missing-file: there is no ${name} in`);
  });

  test.each(BUNDLE_FILES)("a truncated %s", async (name) => {
    await writeBundle(dir, content);
    const path = join(dir, name);
    await truncate(path, Bun.file(path).size - 1);
    expect(await refusal(readBundle(dir))).toStartWith(`truncated: ${name} has`);
    await truncate(path, 0);
    expect(await refusal(readBundle(dir))).toStartWith(`truncated: ${name} has 0 bytes`);
  });

  test.each(BUNDLE_FILES)("a changed %s", async (name) => {
    await writeBundle(dir, content);
    const path = join(dir, name);
    const bytes = await Bun.file(path).bytes();
    bytes[bytes.length - 3]! ^= 1;
    await Bun.write(path, bytes);
    expect(await refusal(readBundle(dir))).toStartWith(`wrong-digest: ${name} has the digest`);
    await Bun.write(path, new Uint8Array([...bytes, 10]));
    expect(await refusal(readBundle(dir))).toStartWith(`wrong-digest: ${name} has`);
  });

  test("another bundle than the expected one", async () => {
    const { digest } = await writeBundle(dir, content);
    await writeBundle(`${dir}2`, { ...content, terms: ["other"] });
    expect(await refusal(readBundle(`${dir}2`, { digest }))).toStartWith("wrong-digest: the bundle at");
  });

  test("a bundle of another format version, and names both", async () => {
    await writeBundle(dir, content);
    await editManifest(`"formatVersion": ${BUNDLE_FORMAT_VERSION}`, `"formatVersion": 99`);
    expect(await refusal(readBundle(dir))).toStartWith(
      `wrong-version: the bundle has format 99, this program reads format ${BUNDLE_FORMAT_VERSION}`,
    );
  });

  test("a manifest that is not JSON", async () => {
    await writeBundle(dir, content);
    await editManifest("{", "");
    expect(await refusal(readBundle(dir))).toStartWith("corrupt: manifest.json is not JSON");
  });

  test("a manifest that lacks a field, and names it", async () => {
    await writeBundle(dir, content);
    await editManifest(/"codeCommit": "0123abc",/, "");
    expect(await refusal(readBundle(dir))).toMatch(/^corrupt: manifest\.json is damaged[^]*codeCommit/);
  });

  test("an item without an id even where the digests agree, and names the line", async () => {
    await writeBundle(dir, content);
    const lines = '{"itemId":"a"}\n{"itemId":""}\n';
    await Bun.write(join(dir, "items.jsonl"), lines);
    const digest = { sha256: Bun.SHA256.hash(lines, "hex"), bytes: lines.length };
    await editManifest(/"items.jsonl": {[^}]*}/, `"items.jsonl": ${JSON.stringify(digest)}`);
    expect(await refusal(readBundle(dir))).toStartWith("corrupt: items.jsonl, line 2 cannot be read");
  });

  test("an item that is there twice, even where the digests agree", async () => {
    await writeBundle(dir, { ...content, items: [{ itemId: "a" }, { itemId: "b" }, { itemId: "a" }] });
    expect(await refusal(readBundle(dir))).toStartWith("corrupt: items.jsonl names a twice");
  });

  test("every one of 2,000 random changes to its files when the digest is known", async () => {
    const { digest } = await writeBundle(dir, content);
    const names = [...BUNDLE_FILES, "manifest.json"];
    const whole = new Map<string, Uint8Array>();
    for (const name of names) whole.set(name, await Bun.file(join(dir, name)).bytes());
    const random = mulberry32(3);
    const below = (end: number): number => Math.floor(random() * end);

    for (let run = 0; run < 2000; run++) {
      const name = names[below(names.length)]!;
      const original = whole.get(name)!;
      const bytes = original.slice(0, random() < 0.2 ? below(original.length) : original.length);
      if (bytes.length > 0) bytes[below(bytes.length)]! ^= 1 + below(255);
      await Bun.write(join(dir, name), bytes);
      expect(await refusal(readBundle(dir, { digest }))).not.toBe("accepted");
      await Bun.write(join(dir, name), original);
    }
    expect(await refusal(readBundle(dir, { digest }))).toBe("accepted");
  });
});

describe("reading refuses at once, and opens nothing, when a file of it is", () => {
  const inItsPlace: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    "a device": (path) => symlink("/dev/zero", path),
    "a FIFO": async (path) => expect(Bun.spawnSync(["mkfifo", path]).exitCode).toBe(0),
    "a folder": (path) => mkdir(path),
    "eight gigabytes": async (path) => {
      await Bun.write(path, "{");
      await truncate(path, 2 ** 33);
    },
  };
  const files = ["manifest.json", ...BUNDLE_FILES];

  test.each(files.flatMap((name) => Object.keys(inItsPlace).map((what) => [what, name] as const)))(
    "%s: %s",
    async (what, name) => {
      const { digest } = await writeBundle(dir, content);
      await rm(join(dir, name));
      await inItsPlace[what]!(join(dir, name));
      const before = process.memoryUsage.rss();
      expect(await refusal(readBundle(dir, { digest }))).toMatch(/^(corrupt|wrong-digest): /);
      expect(process.memoryUsage.rss() - before).toBeLessThan(500e6);
    },
  );

  test("said by its manifest to have more than any bundle's", async () => {
    await writeBundle(dir, content);
    const path = join(dir, "manifest.json");
    const text = await Bun.file(path).text();
    await Bun.write(path, text.replace(/"bytes": \d+/, `"bytes": ${2 ** 40}`));
    expect(await refusal(readBundle(dir))).toStartWith("corrupt: manifest.json is damaged");
  });
});

test("a bundle behind links is read like any other", async () => {
  const { digest } = await writeBundle(dir, content);
  const linked = join(folder, "linked");
  await mkdir(linked);
  for (const name of await readdir(dir)) await symlink(join(dir, name), join(linked, name));
  expect((await readBundle(linked, { digest })).terms).toEqual(content.terms);
});

describe("writing", () => {
  test("refuses a name that exists and leaves it alone", async () => {
    await mkdir(dir);
    await Bun.write(join(dir, "mine"), "kept");
    expect(await writeBundle(dir, content).catch(String)).toContain("exists; a bundle is never changed");
    expect(await readdir(folder)).toEqual(["model"]);
    expect(await readdir(dir)).toEqual(["mine"]);
  });

  test.each<[string, BundleContent, string]>([
    [
      "a tensor of the wrong shape",
      { ...content, tensors: { a: { shape: [2], data: new Uint8Array(3) } } },
      "wrong-shape: tensor a",
    ],
    [
      "a metric that is not a number",
      { ...content, info: { ...content.info, metrics: { ndcg: Number.NaN } } },
      "corrupt: this bundle cannot be written",
    ],
    [
      "a hyperparameter that JSON cannot hold",
      { ...content, info: { ...content.info, hyperparameters: { rate: Number.POSITIVE_INFINITY } } },
      "corrupt: this bundle cannot be written",
    ],
    [
      "an item that could not be read again",
      { ...content, items: [{ itemId: "a" }, { itemId: "b", price: Number.NaN }] },
      "corrupt: items.jsonl, line 2 cannot be written",
    ],
  ])("refuses %s and leaves nothing", async (_, content, message) => {
    expect(await refusal(writeBundle(dir, content))).toStartWith(message);
    expect(await readdir(folder)).toEqual([]);
  });

  test("leaves nothing when it fails half-way", async () => {
    const items = new Proxy(content.items, {
      get(target, key) {
        if (key === Symbol.iterator) throw new Error("the disk is full");
        return Reflect.get(target, key) as unknown;
      },
    });
    expect(await writeBundle(dir, { ...content, items }).catch(String)).toBe("Error: the disk is full");
    expect(await readdir(folder)).toEqual([]);
  });

  test("gives one of two writers of the same name the name, and the other an error", async () => {
    const results = await Promise.allSettled([writeBundle(dir, content), writeBundle(dir, content)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await readdir(folder)).toEqual(["model"]);
    expect(await refusal(readBundle(dir))).toBe("accepted");
  });

  test("makes the folders above", async () => {
    await writeBundle(join(dir, "deep", "er"), content);
    expect(await readdir(join(dir, "deep"))).toEqual(["er"]);
  });
});

describe("a bundle", () => {
  test("comes back as it was written", async () => {
    const written = await writeBundle(dir, content);
    const read = await readBundle(dir, { digest: written.digest });
    expect<BundleContent>({ ...read, items: Array.from(read.items) }).toEqual({ ...content, ...written });
  });

  test("without items, terms and tensors comes back, too", async () => {
    const empty = { ...content, items: [], terms: [], tensors: {} };
    const written = await writeBundle(dir, empty);
    const read = await readBundle(dir);
    expect<BundleContent>({ ...read, items: Array.from(read.items) }).toEqual({ ...empty, ...written });
  });

  test("with more lines than one chunk keeps their order", async () => {
    const terms = Array.from({ length: 5001 }, (_, term) => `term ${term}`);
    await writeBundle(dir, { ...content, terms });
    expect((await readBundle(dir)).terms).toEqual(terms);
  });

  test("has the same digest for the same content, and its size without the MLmodel", async () => {
    const first = await writeBundle(dir, content);
    const second = await writeBundle(`${dir}2`, content);
    expect(second).toEqual(first);
    const sizes = [...BUNDLE_FILES, "manifest.json"].map((name) => Bun.file(join(dir, name)).size);
    expect(first.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });

  test("keeps its digest when MLflow's copy of the MLmodel replaces ours", async () => {
    const { digest } = await writeBundle(dir, content);
    await Bun.write(join(dir, "MLmodel"), "model_id: m-1\n");
    expect((await readBundle(dir, { digest })).digest).toBe(digest);
  });
});
