// What the model that ships is fitted on, and what its bundle records of that.
import { type BundleInfo, endOfData, type Interactions } from "@aisle/recommender";
import type { Snapshot } from "../data/snapshot.ts";
import { betweenTimes } from "../data/split.ts";

/** Event times are whole milliseconds; this many seconds after one of them there is no other. */
const INSTANT = 0.0005;

/**
 * All entries up to the end of the data, which strays after it do not move. The few that are left out were then not
 * seen by the model, so that a later gate may hold out everything after the recorded end.
 */
export function upToEnd(interactions: Interactions): Interactions {
  return betweenTimes(interactions, -Infinity, endOfData(interactions.time) + INSTANT);
}

/** `fitted` is what `upToEnd` returned; its newest event is the recorded end. */
export function dataInfo({ digest, window, counts }: Snapshot, fitted: Interactions): BundleInfo["data"] {
  const newest = fitted.time.reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    digest,
    from: window.from,
    to: new Date(Math.round(newest * 1000)).toISOString(),
    ...counts,
    events: fitted.item.length,
  };
}
