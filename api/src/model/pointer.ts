// Names the model that should serve: the file that the trainer replaces, parsed.
import { Digest, ModelVersion } from "@aisle/contract";
import { readBounded } from "@aisle/platform";
import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { firstError } from "../platform/issues.ts";

/** One immutable model. */
export interface ModelRef {
  readonly version: string;
  /** Of the bundle: `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** The bundle's directory. */
  readonly bundle: string;
}

/** A pointer has three short lines. */
const MAX_POINTER_BYTES = 16_384;

const Pointer = v.object({
  version: ModelVersion,
  digest: Digest,
  bundle: v.pipe(v.string(), v.minLength(1)),
});

/**
 * Reads `serving.json`; undefined while there is none. A relative `bundle` is relative to the file. Throws when the
 * file cannot be read or is not a pointer.
 */
export async function readPointer(path: string): Promise<ModelRef | undefined> {
  let text: string;
  try {
    text = (await readBounded(path, MAX_POINTER_BYTES)).toString("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const parsed = v.safeParse(Pointer, parseJson(path, text));
  if (!parsed.success) throw new Error(`${path} does not name a model: ${firstError(parsed.issues)}`);
  return { ...parsed.output, bundle: resolve(dirname(path), parsed.output.bundle) };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}`, {
      cause: error,
    });
  }
}
