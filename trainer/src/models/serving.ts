// The pointer that tells this machine's API which bundle to serve.
import { Digest, ModelVersion } from "@aisle/contract";
import { readBounded } from "@aisle/platform";
import { open, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import * as v from "valibot";

/** A pointer has three short lines. */
const MAX_POINTER_BYTES = 16_384;

const servingSchema = v.object({
  /** Registry version. */
  version: ModelVersion,
  digest: Digest,
  /** Path of the bundle; absolute once read, in the file relative to its folder. */
  bundle: v.string(),
});

export type Serving = v.InferOutput<typeof servingSchema>;

/** What there is at the pointer's place. */
export type Pointer =
  | { readonly state: "serving"; readonly serving: Serving }
  | { readonly state: "none" }
  | { readonly state: "unreadable"; readonly path: string };

export async function readPointer(path: string): Promise<Pointer> {
  let text: string;
  try {
    text = (await readBounded(path, MAX_POINTER_BYTES)).toString();
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isMissing ? { state: "none" } : { state: "unreadable", path };
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), servingSchema), text);
  if (!parsed.success) return { state: "unreadable", path };
  const bundle = resolve(dirname(path), parsed.output.bundle);
  return { state: "serving", serving: { ...parsed.output, bundle } };
}

/** What is served; undefined when nothing is, or when the pointer cannot be read (it is then written anew). */
export async function readServing(path: string): Promise<Serving | undefined> {
  const pointer = await readPointer(path);
  return pointer.state === "serving" ? pointer.serving : undefined;
}

/**
 * Replaces the pointer in one step: a reader sees the old one or the new one, also after a power cut. A bundle that
 * lies beside it is named relative to it, so that the folder can move.
 */
export async function writeServing(path: string, { version, digest, bundle }: Serving): Promise<void> {
  const beside = relative(dirname(path), bundle);
  const written: Serving = {
    version,
    digest,
    bundle: isAbsolute(beside) || beside.startsWith("..") ? bundle : beside,
  };
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(`${JSON.stringify(written, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The pointer's place under the state folder. */
export function servingPath(home: string): string {
  return join(home, "models", "serving.json");
}
