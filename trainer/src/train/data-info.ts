// What a bundle records of the data it was fitted on.
import { type BundleInfo, endOfData, type Interactions } from "@aisle/recommender";
import type { Snapshot } from "../data/snapshot.ts";

/** `to` is where the gate takes fresh data to begin, so it is the robust end and not the newest time stamp. */
export function dataInfo(
  { digest, window, counts }: Snapshot,
  interactions: Interactions,
): BundleInfo["data"] {
  return {
    digest,
    from: window.from,
    to: new Date(endOfData(interactions.time) * 1000).toISOString(),
    ...counts,
  };
}
