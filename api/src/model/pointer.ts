// Names the model that should serve: the file that the trainer replaces, parsed.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { firstError } from "../platform/issues.ts";

/** Versions appear in headers and recommendation ids. */
export const MODEL_VERSION_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** One immutable model. */
export interface ModelRef {
  readonly version: string;
  /** Of the bundle: `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** The bundle's directory. */
  readonly bundle: string;
}

const Pointer = v.object({
  version: v.pipe(v.string(), v.regex(MODEL_VERSION_PATTERN)),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  bundle: v.pipe(v.string(), v.minLength(1)),
});

/**
 * Reads `serving.json`; undefined while there is none. A relative `bundle` is relative to the file. Throws when the
 * file cannot be read or is not a pointer.
 */
export async function readPointer(path: string): Promise<ModelRef | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const parsed = v.safeParse(Pointer, JSON.parse(text));
  if (!parsed.success) throw new Error(`${path} does not name a model: ${firstError(parsed.issues)}`);
  return { ...parsed.output, bundle: resolve(dirname(path), parsed.output.bundle) };
}
