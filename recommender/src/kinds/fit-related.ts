// Learns which kinds of products interest goes between: what is looked at in the same visits, far more than by chance.
import type { Interactions } from "../interactions/interactions.ts";
import { KindPairs, kindsLookedAt } from "./kind-pairs.ts";
import type { Kinds } from "./kinds.ts";
import { forEachVisit } from "./visits.ts";

/** Two kinds are related when they are in one visit surely so many times as often as by chance. */
const MIN_LIFT = 1.5;

/** Two standard deviations of a count: what chance adds in one of forty cases. */
const SURE = 2;

/** CSR by kind, kinds from 1; targets ascend within a row. */
export interface Related {
  /** `Uint32Array` of length kinds + 2. */
  readonly offsets: Uint32Array;
  readonly targets: Uint16Array;
}

export function fitRelated(interactions: Interactions, of: Kinds): Related {
  const { kinds } = of;
  const together = new KindPairs(kinds);
  let visits = 0;
  forEachVisit(interactions, (from, to) => {
    visits++;
    const looked = kindsLookedAt(interactions, of, from, to);
    for (const kind of looked) together.add(kind, looked);
  });
  const offsets = new Uint32Array(kinds + 2);
  const targets: number[] = [];
  for (let kind = 1; kind <= kinds; kind++) {
    for (const other of together.othersOf(kind)) {
      const count = together.count(kind, other);
      const byChance = (together.visits[kind]! * together.visits[other]!) / visits;
      if (other !== kind && count - SURE * Math.sqrt(count) >= MIN_LIFT * byChance) targets.push(other);
    }
    offsets[kind + 1] = targets.length;
  }
  return { offsets, targets: Uint16Array.from(targets) };
}
