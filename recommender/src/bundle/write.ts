// Writes a bundle: whole and on disk under its name, or not at all.
import { constants } from "node:fs";
import { access, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BundleContent } from "./bundle.ts";
import { encodeLines, itemSchema, termSchema } from "./lines.ts";
import { encodeManifest, type FileDigest } from "./manifest.ts";
import { mlmodelYaml } from "./mlmodel.ts";
import { encodeSafetensors } from "./safetensors.ts";

/** Bytes that are hashed and written at a time; the event loop turns in between. */
const CHUNK = 4 * 1024 * 1024;

/**
 * Writes the bundle into the new directory `dir`; returns its digest (`sha256:…`, see `Bundle`) and its size in bytes.
 * The files are written and synced beside it and renamed into place, so that no reader ever sees half a bundle; after
 * a failure nothing is left. Throws `BundleError` for content that the format cannot hold and `Error` when `dir` exists.
 */
export async function writeBundle(
  dir: string,
  content: BundleContent,
): Promise<{ digest: string; bytes: number }> {
  const target = resolve(dir);
  if (await exists(target))
    throw new Error(`${target} exists; a bundle is never changed, write to another name`);

  const temporary = `${target}.${crypto.randomUUID()}.tmp`;
  await mkdir(temporary, { recursive: true });
  try {
    const written = await writeFiles(temporary, content);
    await syncDirectory(temporary);
    await rename(temporary, target);
    await syncDirectory(dirname(target));
    return written;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function writeFiles(dir: string, content: BundleContent): Promise<{ digest: string; bytes: number }> {
  const files = {
    "model.safetensors": await writeFile(join(dir, "model.safetensors"), encodeSafetensors(content.tensors)),
    "items.jsonl": await writeFile(
      join(dir, "items.jsonl"),
      encodeLines(content.items, "items.jsonl", itemSchema),
    ),
    "terms.jsonl": await writeFile(
      join(dir, "terms.jsonl"),
      encodeLines(content.terms, "terms.jsonl", termSchema),
    ),
  };
  const manifest = await writeText(join(dir, "manifest.json"), encodeManifest(content.info, files));
  await writeText(join(dir, "MLmodel"), mlmodelYaml({ created: content.info.created }));
  return {
    digest: `sha256:${manifest.sha256}`,
    bytes: Object.values(files).reduce((sum, file) => sum + file.bytes, manifest.bytes),
  };
}

function writeText(path: string, text: string): Promise<FileDigest> {
  return writeFile(path, [new TextEncoder().encode(text)]);
}

async function writeFile(path: string, parts: Iterable<Uint8Array>): Promise<FileDigest> {
  const hash = new Bun.CryptoHasher("sha256");
  let bytes = 0;
  await using file = await open(path, "wx");
  for (const part of parts) {
    for (let begin = 0; begin < part.length; begin += CHUNK) {
      const chunk = part.subarray(begin, begin + CHUNK);
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
  }
  await file.sync();
  return { sha256: hash.digest("hex"), bytes };
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await directory.sync();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
