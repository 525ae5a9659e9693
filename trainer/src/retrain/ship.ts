// Makes the bundle that ships: the evaluated recipe on all data, checked against the twin that was evaluated.
import { removeFolder } from "@aisle/platform";
import {
  type BundleContent,
  bundleContent,
  evaluate,
  type Evaluation,
  fitModel,
  isBundleFile,
  type Model,
  readBundle,
  serve,
  writeBundle,
} from "@aisle/recommender";
import { stat } from "node:fs/promises";
import type { Snapshot } from "../data/snapshot.ts";
import type { FittedRecipe, TrainingData } from "../train/challenger.ts";
import { dataInfo, upToEnd } from "../train/data-info.ts";

export interface Shipped {
  readonly dir: string;
  readonly digest: string;
  readonly bytes: number;
  /** Digest of the evaluated model's bundle, which is not kept. */
  readonly twinDigest: string;
}

export interface ShipOptions {
  /** Where bundles go; the name must be free or hold the same bundle from an attempt that was cut short. */
  readonly dir: string;
  /** ISO 8601; equal data and times give equal digests. */
  readonly created: string;
  readonly codeCommit: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The refitted model answers unlike the one that was evaluated; the message has the numbers. */
export class TwinError extends Error {
  override readonly name = "TwinError";
}

/** Of the lists of 10, refitted and evaluated model must share at least this much on average. */
const MIN_OVERLAP = 0.25;
/** Coverage may not fall below this share of the twin's. */
const MIN_COVERAGE_SHARE = 0.6;
/** A ranking may take this many times the twin's time … */
const MAX_LATENCY_FACTOR = 3;
/** … or this many microseconds, whichever is more. */
const FREE_MICROSECONDS = 2000;

/**
 * Refits graphs and popularity on all data (see `upToEnd`), keeps the evaluated forest, writes the bundle and serves it once to
 * compare it with its twin. Throws `TwinError`, and what writing a bundle throws.
 */
export async function ship(
  data: TrainingData,
  snapshot: Snapshot,
  evaluated: FittedRecipe,
  twin: Evaluation,
  options: ShipOptions,
): Promise<Shipped> {
  const fitted = upToEnd(data.interactions);
  const model: Model = {
    ...fitModel(fitted, data.items, evaluated.recipe),
    forest: evaluated.model.forest,
  };
  const info = {
    created: options.created,
    codeCommit: options.codeCommit,
    data: dataInfo(snapshot, fitted),
    metrics: options.metrics,
  };
  if (!(await exists(options.dir))) await writeBundle(options.dir, bundleContent(model, data.items, info));
  const bundle = await readBundle(options.dir);
  compareTwins(evaluate(serve(bundle), data.holdoutCases), twin);
  const twinDigest = await digestOf(`${options.dir}.twin`, bundleContent(evaluated.model, data.items, info));
  return { dir: options.dir, digest: bundle.digest, bytes: bundle.bytes, twinDigest };
}

/** The digest that a bundle of this content has, from writing it once to `dir`. */
async function digestOf(dir: string, content: BundleContent): Promise<string> {
  await removeFolder(dir, isBundleFile);
  try {
    return (await writeBundle(dir, content)).digest;
  } finally {
    await removeFolder(dir, isBundleFile);
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

function compareTwins(shipped: Evaluation, twin: Evaluation): void {
  const overlap = meanOverlap(shipped.lists, twin.lists);
  const faults = [
    overlap < MIN_OVERLAP
      ? `its lists share ${overlap.toFixed(2)} with the evaluated model's, below ${MIN_OVERLAP}`
      : "",
    shipped.coverageAt10 < MIN_COVERAGE_SHARE * twin.coverageAt10
      ? `its coverage is ${shipped.coverageAt10.toFixed(3)} instead of ${twin.coverageAt10.toFixed(3)}`
      : "",
    shipped.microsecondsPerCase > Math.max(FREE_MICROSECONDS, MAX_LATENCY_FACTOR * twin.microsecondsPerCase)
      ? `it takes ${shipped.microsecondsPerCase.toFixed(0)} µs per ranking instead of ${twin.microsecondsPerCase.toFixed(0)}`
      : "",
  ].filter((fault) => fault !== "");
  if (faults.length > 0) {
    throw new TwinError(
      `the model fitted on all data is unlike the one that passed the gate: ${faults.join("; ")}`,
    );
  }
}

function meanOverlap(a: readonly Uint32Array[], b: readonly Uint32Array[]): number {
  let sum = 0;
  a.forEach((list, at) => {
    const other = new Set(b[at]);
    sum += list.filter((item) => other.has(item)).length / Math.max(1, list.length);
  });
  return a.length === 0 ? 1 : sum / a.length;
}
