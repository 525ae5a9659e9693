// Which sizes and colours a customer goes for, from the attributes of what they took and looked at.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { eventCode } from "../events.ts";
import type { HistoryEntry } from "../scorer/query.ts";

/** So many entries of each list tell what somebody likes. */
const MAX_ENTRIES = 200;

/**
 * How much a customer's past speaks for an item: the shares of what they took that had its attributes, and more when it
 * was the item itself. `weights` are those of event types. Found when it is first asked for.
 */
export function likingOf(
  catalogue: Catalogue,
  past: readonly (readonly HistoryEntry[])[],
  weights: readonly number[],
): (item: number) => number {
  let found: Profile | undefined;
  return (item) => {
    found ??= profileOf(catalogue, past, weights);
    if (found.total === 0) return 0;
    let liking = found.own.get(item) ?? 0;
    for (const attribute of catalogue.attributesOf(item))
      liking += (found.attributes.get(attribute) ?? 0) / found.total;
    return liking;
  };
}

interface Profile {
  /** The greatest weight of an event on each item. */
  readonly own: ReadonlyMap<number, number>;
  readonly attributes: ReadonlyMap<number, number>;
  readonly total: number;
}

function profileOf(
  catalogue: Catalogue,
  past: readonly (readonly HistoryEntry[])[],
  weights: readonly number[],
): Profile {
  const own = new Map<number, number>();
  for (const entries of past) {
    for (const { item, type } of entries.slice(0, MAX_ENTRIES)) {
      const weight = weights[eventCode[type]]!;
      if (weight > (own.get(item) ?? 0)) own.set(item, weight);
    }
  }
  const attributes = new Map<number, number>();
  let total = 0;
  for (const [item, weight] of own) {
    total += weight;
    for (const attribute of catalogue.attributesOf(item))
      attributes.set(attribute, (attributes.get(attribute) ?? 0) + weight);
  }
  return { own, attributes, total };
}
