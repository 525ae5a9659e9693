// Learns which kinds of products are bought in one go: a case with a camera, and no second camera.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { KindPairs, kindsLookedAt, MAX_KINDS_OF_VISIT } from "./kind-pairs.ts";
import { type Kinds, NO_KIND } from "./kinds.ts";
import { forEachVisit } from "./visits.ts";

/** So many purchases as usual are added to those of each pair of kinds. */
const PRIOR_PURCHASES = 2;

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
export function fitCompanions(interactions: Interactions, of: Kinds): Companions {
  const { kinds, kindOf } = of;
  const bought = new KindPairs(kinds);
  const seen = new KindPairs(kinds);
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
    const targets = [...products.keys()].slice(0, MAX_KINDS_OF_VISIT);
    for (const kind of targets) sold[kind]!++;
    for (const kind of kindsLookedAt(interactions, of, from, to)) seen.add(kind, targets);
    for (const kind of targets)
      bought.add(
        kind,
        targets.filter((other) => other !== kind || products.get(kind)!.size > 1),
      );
  });
  return ratiosOf(bought, seen, sold, visits);
}

function ratiosOf(bought: KindPairs, seen: KindPairs, sold: Float64Array, visits: number): Companions {
  const kinds = sold.length - 1;
  const offsets = new Uint32Array(kinds + 2);
  const targets: number[] = [];
  const ratios: number[] = [];
  for (let kind = 1; kind <= kinds; kind++) {
    if (bought.visits[kind]! > 0)
      for (const other of seen.othersOf(kind)) {
        const usual =
          (seen.count(kind, other) + PRIOR_PURCHASES * (sold[other]! / visits)) /
          (seen.visits[kind]! + PRIOR_PURCHASES);
        const expected = bought.visits[kind]! * usual;
        const together = bought.count(kind, other);
        const ratio = (together + PRIOR_PURCHASES) / (expected + PRIOR_PURCHASES);
        if (Math.abs(ratio - 1) < MIN_DIFFERENCE) continue;
        targets.push(other);
        ratios.push(ratio);
      }
    offsets[kind + 1] = targets.length;
  }
  return { offsets, targets: Uint16Array.from(targets), ratios: Float32Array.from(ratios) };
}
