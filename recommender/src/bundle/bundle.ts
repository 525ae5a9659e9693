// What a model bundle holds once it has been read and verified, and the errors that reading one can give.
import type { ItemList } from "../catalogue/item-list.ts";

/** The bundle format that this code writes and reads. */
export const BUNDLE_FORMAT_VERSION = 3;

export type TensorData =
  Float32Array | Float64Array | Int8Array | Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** A named array of the bundle; `data.length` is the product of `shape`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** JSON values, as hyperparameters and metrics are recorded. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What the writer is told about a bundle; the reader returns the same, verified. */
export interface BundleInfo {
  /** ISO 8601 time of writing. */
  readonly created: string;
  /** Commit of the code that fitted it, or `unknown`. */
  readonly codeCommit: string;
  /** The data it was fitted on. Times are ISO 8601, `to` as `endOfData` has it; `digest` is the snapshot's. */
  readonly data: {
    readonly digest: string;
    readonly from: string;
    readonly to: string;
    readonly events: number;
    readonly customers: number;
    readonly items: number;
  };
  readonly hyperparameters: Json;
  /** Metrics of its evaluation, by name; empty before evaluation. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface BundleContent {
  readonly info: BundleInfo;
  readonly items: ItemList;
  /** The content vocabulary: term `t` is the string with that index. */
  readonly terms: readonly string[];
  readonly tensors: Readonly<Record<string, Tensor>>;
}

export interface Bundle extends BundleContent {
  /** `sha256:` and 64 hex digits, of the manifest, which holds the digest of every other file. */
  readonly digest: string;
  /** Size of the manifest and of the files it names, in bytes; the MLmodel, which MLflow rewrites, does not count. */
  readonly bytes: number;
}

export type BundleErrorCode =
  | "missing-file"
  | "truncated"
  | "corrupt"
  | "wrong-version"
  | "wrong-digest"
  | "wrong-shape"
  | "index-out-of-range";

/** Says what is wrong with a bundle and what to do about it. */
export class BundleError extends Error {
  override readonly name = "BundleError";
  constructor(
    readonly code: BundleErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
