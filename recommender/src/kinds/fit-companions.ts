// Learns which kinds of products are bought in one go: a case with a camera, and no second camera.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { type Kinds, NO_KIND } from "./kinds.ts";
import { forEachVisit } from "./visits.ts";

/** So many purchases as usual are added to those of each pair of kinds. */
const PRIOR_PURCHASES = 2;

/** Kinds of one visit that are counted: a robot looks at all of them. */
const MAX_KINDS_OF_VISIT = 30;

/** Ratios nearer to 1 say nothing and are not kept. */
const MIN_DIFFERENCE = 0.1;

/** CSR by kind, kinds from 1; targets ascend within a row. */
export interface Companions {
  /** `Uint32Array` of length kinds + 2. */
  readonly offsets: Uint32Array;
  readonly targets: Uint16Array;
  /**
   * How many times as often the target is bought in a visit in which the kind is bought, as in one in which it is looked
   * at: above 1 for what goes with it, near 0 for what is bought instead.
   */
  readonly ratios: Float32Array;
}

/** Variants of a product must be one item in `interactions`. */
export function fitCompanions(interactions: Interactions, { kinds, kindOf }: Kinds): Companions {
  const bought = new Pairs(kinds);
  const seen = new Pairs(kinds);
  let visits = 0;
  const sold = new Float64Array(kinds + 1);
  const { item, type } = interactions;
  forEachVisit(interactions, (from, to) => {
    /** Products bought of each kind. */
    const products = new Map<number, Set<number>>();
    for (let at = from; at < to; at++) {
      if (type[at] !== eventCode.purchase) continue;
      const kind = kindOf[item[at]!]!;
      if (kind === NO_KIND) continue;
      const known = products.get(kind);
      if (known === undefined) products.set(kind, new Set([item[at]!]));
      else known.add(item[at]!);
    }
    if (products.size === 0) return;
    visits++;
    const looked = new Set<number>();
    for (let at = from; at < to && looked.size < MAX_KINDS_OF_VISIT; at++) {
      const kind = kindOf[item[at]!]!;
      if (kind !== NO_KIND && type[at] !== eventCode.hide) looked.add(kind);
    }
    const targets = [...products.keys()].slice(0, MAX_KINDS_OF_VISIT);
    for (const kind of targets) sold[kind]!++;
    for (const kind of looked) seen.add(kind, targets);
    for (const kind of targets)
      bought.add(
        kind,
        targets.filter((other) => other !== kind || products.get(kind)!.size > 1),
      );
  });
  return ratiosOf(bought, seen, sold, visits);
}

/** Visits with a kind, and how many of them with each other kind. */
class Pairs {
  readonly visits: Float64Array;
  /** By kind, then by the other one. */
  readonly with: readonly Map<number, number>[];

  constructor(kinds: number) {
    this.visits = new Float64Array(kinds + 1);
    this.with = Array.from({ length: kinds + 1 }, () => new Map<number, number>());
  }

  add(kind: number, others: readonly number[]): void {
    this.visits[kind]!++;
    const row = this.with[kind]!;
    for (const other of others) row.set(other, (row.get(other) ?? 0) + 1);
  }
}

function ratiosOf(bought: Pairs, seen: Pairs, sold: Float64Array, visits: number): Companions {
  const kinds = sold.length - 1;
  const offsets = new Uint32Array(kinds + 2);
  const targets: number[] = [];
  const ratios: number[] = [];
  for (let kind = 1; kind <= kinds; kind++) {
    const others = bought.visits[kind]! > 0 ? [...seen.with[kind]!.keys()].toSorted((a, b) => a - b) : [];
    for (const other of others) {
      const usual =
        (seen.with[kind]!.get(other)! + PRIOR_PURCHASES * (sold[other]! / visits)) /
        (seen.visits[kind]! + PRIOR_PURCHASES);
      const expected = bought.visits[kind]! * usual;
      const together = bought.with[kind]!.get(other) ?? 0;
      const ratio = (together + PRIOR_PURCHASES) / (expected + PRIOR_PURCHASES);
      if (Math.abs(ratio - 1) < MIN_DIFFERENCE) continue;
      targets.push(other);
      ratios.push(ratio);
    }
    offsets[kind + 1] = targets.length;
  }
  return { offsets, targets: Uint16Array.from(targets), ratios: Float32Array.from(ratios) };
}
