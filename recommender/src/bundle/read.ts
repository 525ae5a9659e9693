// Reads a bundle: verifies every byte that its manifest vouches for, then maps the tensors.
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Bundle, BundleError } from "./bundle.ts";
import { ItemLines } from "../catalogue/item-lines.ts";
import { decodeLines, itemOf, itemSchema, termSchema } from "./lines.ts";
import { type BundleFile, decodeManifest, type Manifest } from "./manifest.ts";
import { decodeSafetensors } from "./safetensors.ts";

/** Bytes that are hashed at a time; the event loop turns in between, so that a serving process stays responsive. */
const CHUNK = 4 * 1024 * 1024;

/**
 * The bundle in `dir`, verified. Its tensors and items are views on the mapped files,
 * which must stay as they are: a bundle is never changed where it lies, and who reads on in one that was cut short ends.
 * With `expected.digest` (`sha256:…`) only that very bundle is accepted.
 * Throws `BundleError` with a code for what is wrong and a sentence that says what to do.
 */
export function readBundle(dir: string, expected: { readonly digest?: string } = {}): Promise<Bundle> {
  const read = (name: string): Promise<Uint8Array> => {
    const path = join(dir, name);
    return orMissing(dir, name, () => (name === "manifest.json" ? Bun.file(path).bytes() : mapFile(path)));
  };
  return readBundleFiles(dir, read, expected);
}

/** As `readBundle`, from wherever `read` has the bytes of a file of that name; `place` is what messages call it. */
export async function readBundleFiles(
  place: string,
  read: (name: BundleFile | "manifest.json") => Promise<Uint8Array>,
  expected: { readonly digest?: string } = {},
): Promise<Bundle> {
  const manifestBytes = await read("manifest.json");
  const digest = `sha256:${Bun.SHA256.hash(manifestBytes, "hex")}`;
  if (expected.digest !== undefined && digest !== expected.digest) {
    throw new BundleError(
      "wrong-digest",
      `the bundle at ${place} is ${digest}, not ${expected.digest}; copy or download the right one`,
    );
  }
  const { files, formatVersion: _, ...info } = decodeManifest(manifestBytes);

  // Lines first: the runtime lets as much garbage lie as is mapped, and they leave most of it.
  const lines = await verified("items.jsonl", files, read);
  const items = await readItems(lines);
  const words = await verified("terms.jsonl", files, read);
  const terms = await readTerms(words);
  const model = await verified("model.safetensors", files, read);
  return {
    info,
    tensors: decodeSafetensors(model),
    items,
    terms,
    digest,
    bytes: manifestBytes.length + model.length + lines.length + words.length,
  };
}

/** Tensors speak of the items by their place, so no two may be one and the same. */
async function readItems(bytes: Uint8Array): Promise<ItemLines> {
  const items = new ItemLines(bytes, itemOf);
  await decodeLines(bytes, "items.jsonl", itemSchema, (item, end) => {
    if (items.add(item, end)) return;
    throw new BundleError(
      "corrupt",
      `items.jsonl names ${item.itemId} twice; copy or download the bundle again`,
    );
  });
  return items;
}

async function readTerms(bytes: Uint8Array): Promise<string[]> {
  const terms: string[] = [];
  await decodeLines(bytes, "terms.jsonl", termSchema, (term) => void terms.push(term));
  return terms;
}

async function verified(
  name: BundleFile,
  files: Manifest["files"],
  read: (name: BundleFile) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const expected = files[name];
  const bytes = await read(name);
  if (bytes.length !== expected.bytes) {
    throw new BundleError(
      bytes.length < expected.bytes ? "truncated" : "wrong-digest",
      `${name} has ${bytes.length} bytes, the manifest says ${expected.bytes}; copy or download the bundle again`,
    );
  }
  const hash = new Bun.CryptoHasher("sha256");
  for (let begin = 0; begin < bytes.length; begin += CHUNK) {
    hash.update(bytes.subarray(begin, begin + CHUNK));
    await setImmediate();
  }
  const found = hash.digest("hex");
  if (found !== expected.sha256) {
    throw new BundleError(
      "wrong-digest",
      `${name} has the digest ${found}, the manifest says ${expected.sha256}; copy or download the bundle again`,
    );
  }
  return bytes;
}

/** The file, mapped privately; read into memory where it cannot be mapped. */
async function mapFile(path: string): Promise<Uint8Array> {
  try {
    return Bun.mmap(path, { shared: false });
  } catch (error) {
    // Bun opens for writing even what it maps privately, which a read-only volume forbids; and nothing maps 0 bytes.
    if (["EACCES", "EPERM", "EROFS", "EINVAL"].includes(errorCode(error))) return Bun.file(path).bytes();
    throw error;
  }
}

async function orMissing<T>(dir: string, name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(error))) throw error;
    throw new BundleError(
      "missing-file",
      `there is no ${name} in ${dir}; copy or download the whole bundle`,
      {
        cause: error,
      },
    );
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
