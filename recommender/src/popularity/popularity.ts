// How much each item is taken, recent events first.
import type { Interactions } from "../interactions/interactions.ts";
import type { EventWeights } from "../interactions/steps.ts";

const DAY = 86_400;

/**
 * Time-decayed popularity per item, as `log(1 + weight) / log(1 + greatest weight)`, so in 0 to 1.
 * An event loses half its weight every `halfLifeDays` before `now` (unix seconds).
 */
export function fitPopularity(
  interactions: Interactions,
  eventWeights: EventWeights,
  halfLifeDays: number,
  now: number,
): Float32Array {
  const mass = decayedMass(interactions, eventWeights, halfLifeDays, now);
  const scale = scaleOf(mass);
  if (scale === 0) return new Float32Array(interactions.items);
  return Float32Array.from(mass, (value) => Math.log1p(value) / scale);
}

/** What `fitPopularity` divides by: `log(1 + greatest weight)`. */
export function popularityScale(
  interactions: Interactions,
  eventWeights: EventWeights,
  halfLifeDays: number,
  now: number,
): number {
  return scaleOf(decayedMass(interactions, eventWeights, halfLifeDays, now));
}

const scaleOf = (mass: Float64Array): number => Math.log1p(mass.reduce((a, b) => Math.max(a, b), 0));

/**
 * How much more each item is taken of late than it always was: recent weight over the square root of all weight,
 * relative to the greatest, so in 0 to 1. The mean weight is added below, lest three events make a trend.
 */
export function fitTrending(
  interactions: Interactions,
  eventWeights: EventWeights,
  halfLifeDays: number,
  now: number,
): Float32Array {
  const recent = decayedMass(interactions, eventWeights, halfLifeDays, now);
  const all = decayedMass(interactions, eventWeights, Infinity, now);
  const mean = all.reduce((a, b) => a + b, 0) / Math.max(1, all.length);
  const trend = recent.map((mass, item) => (mass === 0 ? 0 : mass / Math.sqrt(all[item]! + mean)));
  const greatest = trend.reduce((a, b) => Math.max(a, b), 0);
  return Float32Array.from(trend, (value) => (greatest === 0 ? 0 : value / greatest));
}

/** Summed event weights per item, each halved every `halfLifeDays` before `now`; length items. */
function decayedMass(
  interactions: Interactions,
  eventWeights: EventWeights,
  halfLifeDays: number,
  now: number,
): Float64Array {
  const mass = new Float64Array(interactions.items);
  for (let at = 0; at < interactions.item.length; at++) {
    const age = Math.max(0, now - interactions.time[at]!) / DAY;
    mass[interactions.item[at]!]! += eventWeights[interactions.type[at]!]! * 0.5 ** (age / halfLifeDays);
  }
  return mass;
}

/** Events per item, whatever their type; length items. */
export function countOccurrences(interactions: Interactions): Uint32Array {
  const counts = new Uint32Array(interactions.items);
  const { item } = interactions;
  // Not for-of: over millions its iterator fills the heap faster than it is emptied.
  for (let at = 0; at < item.length; at++) counts[item[at]!]!++;
  return counts;
}

/** Of this many events one may lie after the end of the data: a stray clock must not make all else look old. */
const STRAY_SHARE = 1000;
const MOST_SORTED = 100_000;

/**
 * The time (unix seconds) at which a log ends: that of its newest event but for the last thousandth, found from an
 * even sample of large logs. `-Infinity` without events.
 */
export function endOfData(times: Float64Array): number {
  const step = Math.max(1, Math.ceil(times.length / MOST_SORTED));
  const sample = times.filter((_, at) => at % step === 0).sort();
  return sample[sample.length - 1 - Math.floor(sample.length / STRAY_SHARE)] ?? -Infinity;
}
