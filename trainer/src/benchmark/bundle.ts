// What a benchmark tested, as a bundle that the API can serve: its figures and its speed are then of one model.
import { type BundleContent, bundleContent, type Interactions, type Item } from "@aisle/recommender";
import { evaluationMetrics } from "../train/metrics.ts";
import type { BenchmarkResult } from "./benchmark.ts";

interface Origin {
  readonly interactions: Interactions;
  /** `sha256:` and 64 hex digits of the sequences file. */
  readonly dataDigest: string;
  readonly codeCommit: string;
}

/** The files have no times, so neither has the bundle: the same data, recipe and commit give the same digest. */
const NO_TIME = new Date(0).toISOString();

export function benchmarkBundle(
  { model, test }: Pick<BenchmarkResult, "model" | "test">,
  items: readonly Item[],
  { interactions, dataDigest, codeCommit }: Origin,
): BundleContent {
  return bundleContent(model, items, {
    created: NO_TIME,
    codeCommit,
    data: {
      digest: dataDigest,
      from: NO_TIME,
      to: NO_TIME,
      events: interactions.item.length,
      customers: interactions.customers,
      items: interactions.items,
    },
    metrics: evaluationMetrics("", test),
  });
}
