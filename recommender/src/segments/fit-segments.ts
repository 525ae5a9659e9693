// Learns what customers of each country, device or other attribute are more, or less, interested in than all others are.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import type { Kinds } from "../kinds/kinds.ts";
import type { AttributeValue, CustomerAttributes } from "./attributes.ts";

/** How interest in kinds and items differs between segments: the customers with one value of an attribute. */
export interface Lifts {
  /** The segments; the arrays below speak of them in this order. */
  readonly values: readonly AttributeValue[];
  /** How many times as much a kind interests a segment: `Float32Array` of segments × (kinds + 1), row-major. */
  readonly kinds: Float32Array;
  /** CSR by segment, items ascend within a row: `Uint32Array` of length segments + 1. */
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
  /** How many times as much an item interests a segment as its kind does; 1 for all items that have no entry. */
  readonly ofItems: Float32Array;
}

/** The part of a model that knows segments. */
export interface Segments extends Lifts {
  /** The logarithm of one more than what strangers' greatest popularity, 1, stands for. */
  readonly popularityScale: number;
}

/** Items that interest a segment nearly as much as their kind does have no entry. */
const MIN_DIFFERENCE = 0.05;

/** No lift is greater, or less than one part in so many. */
export const MAX_LIFT = 16;

/** How many customers were interested in each cell, and in how independent pieces. */
interface Counts {
  readonly mass: Float64Array;
  /** Sums of the squares of what single customers add. */
  readonly squares: Float64Array;
}

/**
 * A customer counts once for each product that they did something with, whatever and how often: it is their number that says how
 * surely a segment differs. Variants of a product must be one item in `interactions`. Undefined when no segment differs by
 * more than chance makes it. Takes memory for one segment at a time.
 */
export function fitSegments(interactions: Interactions, kinds: Kinds): Lifts | undefined {
  const { attributes } = interactions;
  if (attributes === undefined) return undefined;
  const interests = interestsOf(interactions, kinds);
  const customers = customersByValue(attributes);
  const segments = attributes.values.map((value, code) => ({ value, customers: customers[code]! }));
  const fitted = Array.from(Map.groupBy(segments, ({ value }) => value.name).values(), (ofAttribute) =>
    fitAttribute(ofAttribute, interests),
  ).flat();
  if (fitted.length === 0) return undefined;
  const offsets = new Uint32Array(fitted.length + 1);
  fitted.forEach(({ items }, at) => (offsets[at + 1] = offsets[at]! + items.length));
  return {
    values: fitted.map(({ value }) => value),
    kinds: Float32Array.from(fitted.flatMap((segment) => Array.from(segment.kinds))),
    offsets,
    items: Uint32Array.from(fitted.flatMap(({ items }) => items)),
    ofItems: Float32Array.from(fitted.flatMap(({ ofItems }) => ofItems)),
  };
}

/** What each customer is interested in, each product once: CSR by customer. */
interface Interests {
  readonly customers: number;
  readonly items: number;
  readonly offsets: Uint32Array;
  readonly item: Uint32Array;
  readonly kinds: Kinds;
  /** The kinds of what a customer is interested in, each once: CSR by customer. */
  readonly kindOffsets: Uint32Array;
  readonly kind: Uint16Array;
  /** How many products each of these stands for. */
  readonly products: Float32Array;
}

function interestsOf({ customers, items, offsets, item, type }: Interactions, kinds: Kinds): Interests {
  const newest = new Int32Array(items).fill(-1);
  const own = new Uint32Array(customers + 1);
  const kept = new Uint32Array(item.length);
  const kindOffsets = new Uint32Array(customers + 1);
  const kind = new Uint16Array(item.length);
  const products = new Float32Array(item.length);
  /** Where each kind of the customer at hand is, and whose it was. */
  const places = new Uint32Array(kinds.kinds + 1);
  const owners = new Int32Array(kinds.kinds + 1).fill(-1);
  let size = 0;
  let ofKinds = 0;
  for (let customer = 0; customer < customers; customer++) {
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++) {
      if (type[at] === eventCode.hide || newest[item[at]!] === customer) continue;
      newest[item[at]!] = customer;
      kept[size++] = item[at]!;
      const one = kinds.kindOf[item[at]!]!;
      if (owners[one] !== customer) {
        owners[one] = customer;
        places[one] = ofKinds;
        kind[ofKinds++] = one;
      }
      products[places[one]!]!++;
    }
    own[customer + 1] = size;
    kindOffsets[customer + 1] = ofKinds;
  }
  return { customers, items, offsets: own, item: kept, kinds, kindOffsets, kind, products };
}

interface FittedSegment {
  readonly value: AttributeValue;
  readonly kinds: Float64Array;
  readonly items: readonly number[];
  readonly ofItems: readonly number[];
}

interface Segment {
  readonly value: AttributeValue;
  readonly customers: readonly number[];
}

/** The segments of one attribute; none when they do not differ. */
function fitAttribute(segments: readonly Segment[], interests: Interests): FittedSegment[] {
  const {
    kinds: { kinds, kindOf },
  } = interests;
  // Of those without the attribute nobody knows which segment is theirs.
  const all = countsOf(
    interests,
    segments.flatMap(({ customers }) => customers),
  );
  const total = sumOf(all.kinds.mass);
  if (total === 0) return [];
  const counted = (own: readonly number[]) => {
    const { items, kinds: ofKinds } = countsOf(interests, own);
    const share = sumOf(ofKinds.mass) / total;
    return {
      items: items.mass,
      kinds: ofKinds.mass,
      kindShare: () => share,
      itemShare: (item: number) => ofKinds.mass[kindOf[item]!]! / all.kinds.mass[kindOf[item]!]!,
    };
  };
  const kindSpread = new Spread();
  const itemSpread = new Spread();
  for (const { customers } of segments) {
    const found = counted(customers);
    kindSpread.add(found.kinds, all.kinds, found.kindShare);
    itemSpread.add(found.items, all.items, found.itemShare);
  }
  if (kindSpread.variance === 0 && itemSpread.variance === 0) return [];
  return segments.map(({ value, customers }) => {
    const found = counted(customers);
    const items: number[] = [];
    const ofItems: number[] = [];
    for (let item = 0; item < interests.items; item++) {
      const lift = liftOf(found.items, all.items, item, found.itemShare(item), itemSpread.variance);
      if (Math.abs(lift - 1) < MIN_DIFFERENCE) continue;
      items.push(item);
      ofItems.push(lift);
    }
    const ofKinds = Float64Array.from({ length: kinds + 1 }, (_, kind) =>
      liftOf(found.kinds, all.kinds, kind, found.kindShare(), kindSpread.variance),
    );
    return { value, kinds: ofKinds, items, ofItems };
  });
}

/** The customers with each value. */
function customersByValue({ values, offsets, codes }: CustomerAttributes): readonly (readonly number[])[] {
  const customers: number[][] = values.map(() => []);
  for (let customer = 0; customer + 1 < offsets.length; customer++)
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++)
      customers[codes[at]!]!.push(customer);
  return customers;
}

/** How many of the customers are interested in each item, and in how many items of each kind. */
function countsOf(
  { items, offsets, item, kinds: { kinds }, kindOffsets, kind, products }: Interests,
  customers: readonly number[],
): { readonly items: Counts; readonly kinds: Counts } {
  const ofItems = new Float64Array(items);
  const mass = new Float64Array(kinds + 1);
  const squares = new Float64Array(kinds + 1);
  for (const customer of customers) {
    const end = offsets[customer + 1]!;
    for (let at = offsets[customer]!; at < end; at++) ofItems[item[at]!]!++;
    const last = kindOffsets[customer + 1]!;
    for (let at = kindOffsets[customer]!; at < last; at++) {
      const count = products[at]!;
      mass[kind[at]!]! += count;
      squares[kind[at]!]! += count * count;
    }
  }
  return { items: { mass: ofItems, squares: ofItems }, kinds: { mass, squares } };
}

/** How much the true lifts differ from 1 beyond what chance does: their variance, by the method of moments. */
class Spread {
  #beyondChance = 0;
  #squares = 0;

  add(found: Float64Array, { mass, squares }: Counts, share: (cell: number) => number): void {
    for (let cell = 0; cell < mass.length; cell++) {
      if (mass[cell] === 0) continue;
      const part = share(cell);
      const expected = mass[cell]! * part;
      const chance = squares[cell]! * part * (1 - part);
      this.#beyondChance += (found[cell]! - expected) ** 2 - chance;
      this.#squares += expected * expected;
    }
  }

  get variance(): number {
    return this.#squares === 0 ? 0 : Math.max(0, this.#beyondChance / this.#squares);
  }
}

/**
 * The posterior mean of a lift with a gamma prior of mean 1 and the given variance (empirical Bayes: Clayton and Kaldor,
 * 1987, doi.org/10.2307/2532003), after `found` of what was counted in a cell, of which `share` was to be expected.
 */
function liftOf(
  found: Float64Array,
  { mass, squares }: Counts,
  cell: number,
  share: number,
  variance: number,
): number {
  if (mass[cell] === 0 || variance === 0) return 1;
  // What a customer adds to a cell comes together, and says as much as one piece.
  const piece = squares[cell]! / mass[cell]!;
  const prior = piece / variance;
  const lift = (found[cell]! + prior) / (mass[cell]! * share + prior);
  return Math.min(MAX_LIFT, Math.max(1 / MAX_LIFT, lift));
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}
