// Loads the model that should serve, and the next one when that changes.
import type { ConfiguredModel } from "../platform/config.ts";
import { reasonOf } from "../platform/logging.ts";
import type { ModelHolder } from "./holder.ts";
import { type ModelRef, readPointer } from "./pointer.ts";

/** A model that failed is tried again after this many milliseconds: its files may have been on their way. */
const RETRY_MS = 10_000;

/** Names the model that should serve; undefined while there is none. */
export type ModelSource = () => Promise<ModelRef | undefined>;

/** The source that a configuration asks for. */
export function modelSource(model: ConfiguredModel): ModelSource {
  return "pointer" in model ? () => readPointer(model.pointer) : () => Promise.resolve(model.fixed);
}

/**
 * Makes the check to repeat: it loads what the source names when that is new. Never rejects. `now` is in milliseconds of a
 * clock that does not go back.
 */
export function modelWatch(source: ModelSource, holder: ModelHolder, now: () => number): () => Promise<void> {
  let tried: { readonly key: string; readonly loaded: boolean; readonly at: number } | undefined;
  return async () => {
    let ref: ModelRef | undefined;
    try {
      ref = await source();
    } catch (error) {
      holder.failed(`The model to serve is not known: ${reasonOf(error)}`);
      return;
    }
    if (ref === undefined) return;
    const key = JSON.stringify([ref.version, ref.digest, ref.bundle]);
    if (tried?.key === key && (tried.loaded || now() - tried.at < RETRY_MS)) return;
    tried = { key, loaded: await holder.load(ref), at: now() };
  };
}
