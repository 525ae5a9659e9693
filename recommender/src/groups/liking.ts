// Which sizes and colours a customer goes for, from the attributes of what they took and looked at.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { eventCode } from "../events.ts";
import { narrowest } from "../kinds/kinds.ts";
import type { HistoryEntry } from "../scorer/query.ts";

/** So many entries of each list tell what somebody likes. */
const MAX_ENTRIES = 200;

/**
 * So much more counts what was taken of an item's own kind: a size of shoes says little about trousers. On generated
 * shops of two seeds it names the variant that was bought in 64 of 100 cases, where all kinds alike name it in 61, and
 * the best-selling one is it in 53.
 */
const OWN_KIND = 10;

/**
 * How much a customer's past speaks for an item: the shares of what they took that had its attributes, above all of its
 * own kind, and more when it was the item itself. `weights` are those of event types. Found when it is first asked for.
 */
export function likingOf(
  catalogue: Catalogue,
  past: readonly (readonly HistoryEntry[])[],
  weights: readonly number[],
): (item: number) => number {
  let found: Tastes | undefined;
  return (item) => {
    found ??= tastesOf(catalogue, past, weights);
    const { own, all, byKind } = found;
    const attributes = catalogue.attributesOf(item);
    const ofKind = byKind.get(narrowest(catalogue.categoriesOf(item)));
    return (
      OWN_KIND * ((own.get(item) ?? 0) + (ofKind === undefined ? 0 : shares(ofKind, attributes))) +
      shares(all, attributes)
    );
  };
}

/** The weight of each attribute in some items, and of all of them. */
interface Taste {
  readonly attributes: Map<number, number>;
  total: number;
}

interface Tastes {
  /** The greatest weight of an event on each item. */
  readonly own: ReadonlyMap<number, number>;
  readonly all: Taste;
  readonly byKind: ReadonlyMap<number | undefined, Taste>;
}

function shares({ attributes, total }: Taste, asked: Uint32Array): number {
  let sum = 0;
  for (const attribute of asked) sum += attributes.get(attribute) ?? 0;
  return total === 0 ? 0 : sum / total;
}

function tastesOf(
  catalogue: Catalogue,
  past: readonly (readonly HistoryEntry[])[],
  weights: readonly number[],
): Tastes {
  const own = new Map<number, number>();
  for (const entries of past) {
    for (const { item, type } of entries.slice(0, MAX_ENTRIES)) {
      const weight = weights[eventCode[type]]!;
      if (weight > (own.get(item) ?? 0)) own.set(item, weight);
    }
  }
  const all: Taste = { attributes: new Map(), total: 0 };
  const byKind = new Map<number | undefined, Taste>();
  for (const [item, weight] of own) {
    const kind = narrowest(catalogue.categoriesOf(item));
    let ofKind = byKind.get(kind);
    if (ofKind === undefined) byKind.set(kind, (ofKind = { attributes: new Map(), total: 0 }));
    for (const taste of [all, ofKind]) {
      taste.total += weight;
      for (const attribute of catalogue.attributesOf(item))
        taste.attributes.set(attribute, (taste.attributes.get(attribute) ?? 0) + weight);
    }
  }
  return { own, all, byKind };
}
