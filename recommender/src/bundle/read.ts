// Reads a bundle: verifies every byte that its manifest vouches for, then maps the tensors.
import { readBounded } from "@aisle/platform";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Bundle, BundleError } from "./bundle.ts";
import { ItemLines } from "../catalogue/item-lines.ts";
import { decodeLines, itemOf, itemSchema, termSchema } from "./lines.ts";
import { type BundleFile, decodeManifest, type Manifest } from "./manifest.ts";
import { decodeSafetensors } from "./safetensors.ts";

/** Bytes that are hashed at a time; the event loop turns in between, so that a serving process stays responsive. */
const CHUNK = 4 * 1024 * 1024;

/** A manifest has some kilobytes. */
const MAX_MANIFEST_BYTES = 1024 * 1024;
const COPY_AGAIN = "copy or download the bundle again";

/**
 * The bundle in `dir`, verified. Its tensors and items are views on the mapped files,
 * which must stay as they are: a bundle is never changed where it lies, and who reads on in one that was cut short ends.
 * With `expected.digest` (`sha256:…`) only that very bundle is accepted.
 * Throws `BundleError` with a code for what is wrong and a sentence that says what to do.
 */
export function readBundle(dir: string, expected: { readonly digest?: string } = {}): Promise<Bundle> {
  const read: ReadFile = (name, bytes) =>
    orMissing(dir, name, async () => {
      const path = join(dir, name);
      await requireFile(path, name, bytes);
      return bytes === undefined ? await readBounded(path, MAX_MANIFEST_BYTES) : await mapFile(path, bytes);
    });
  return readBundleFiles(dir, read, expected);
}

/** The bytes of a file of the bundle, which has `bytes` of them, or undefined for the manifest, which says that. */
type ReadFile = (name: BundleFile | "manifest.json", bytes?: number) => Promise<Uint8Array>;

/** As `readBundle`, from wherever `read` has the bytes of a file of that name; `place` is what messages call it. */
export async function readBundleFiles(
  place: string,
  read: ReadFile,
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

async function verified(name: BundleFile, files: Manifest["files"], read: ReadFile): Promise<Uint8Array> {
  const expected = files[name];
  const bytes = await read(name, expected.bytes);
  requireSize(name, bytes.length, expected.bytes);
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

function requireSize(name: BundleFile, found: number, expected: number): void {
  if (found === expected) return;
  throw new BundleError(
    found < expected ? "truncated" : "wrong-digest",
    `${name} has ${found} bytes, the manifest says ${expected}; copy or download the bundle again`,
  );
}

/** A device or a FIFO would block whoever opens it, or never end; what has another size than it should is not read. */
async function requireFile(
  path: string,
  name: BundleFile | "manifest.json",
  bytes: number | undefined,
): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) throw new BundleError("corrupt", `${path} is not a regular file; ${COPY_AGAIN}`);
  if (name !== "manifest.json" && bytes !== undefined) requireSize(name, found.size, bytes);
  else if (found.size > MAX_MANIFEST_BYTES)
    throw new BundleError("corrupt", `${path} has ${found.size} bytes, which no manifest has; ${COPY_AGAIN}`);
}

/** The file, mapped privately; read into memory where it cannot be mapped. */
async function mapFile(path: string, bytes: number): Promise<Uint8Array> {
  try {
    return Bun.mmap(path, { shared: false });
  } catch (error) {
    // Bun opens for writing even what it maps privately, which a read-only volume forbids; and nothing maps 0 bytes.
    if (!["EACCES", "EPERM", "EROFS", "EINVAL"].includes(errorCode(error))) throw error;
    const { buffer, byteOffset, length } = await readBounded(path, bytes);
    return new Uint8Array(buffer, byteOffset, length);
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
