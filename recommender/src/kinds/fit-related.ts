// Learns which kinds of products interest goes between: what is looked at in the same visits, far more than by chance.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { type Kinds, NO_KIND } from "./kinds.ts";
import { forEachVisit } from "./visits.ts";

/** Kinds of one visit that are counted: a robot looks at all of them. */
const MAX_KINDS_OF_VISIT = 30;

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

export function fitRelated(interactions: Interactions, { kinds, kindOf }: Kinds): Related {
  const together = Array.from({ length: kinds + 1 }, () => new Map<number, number>());
  const visitsOf = new Float64Array(kinds + 1);
  let visits = 0;
  const { item, type } = interactions;
  const looked = new Set<number>();
  forEachVisit(interactions, (from, to) => {
    looked.clear();
    for (let at = from; at < to && looked.size < MAX_KINDS_OF_VISIT; at++) {
      const kind = kindOf[item[at]!]!;
      if (kind !== NO_KIND && type[at] !== eventCode.hide) looked.add(kind);
    }
    visits++;
    for (const kind of looked) {
      visitsOf[kind]!++;
      if (looked.size === 1) return;
      const row = together[kind]!;
      for (const other of looked) if (other !== kind) row.set(other, (row.get(other) ?? 0) + 1);
    }
  });
  const offsets = new Uint32Array(kinds + 2);
  const targets: number[] = [];
  for (let kind = 1; kind <= kinds; kind++) {
    const others = [...together[kind]!].toSorted(([a], [b]) => a - b);
    for (const [other, count] of others) {
      const byChance = (visitsOf[kind]! * visitsOf[other]!) / visits;
      if (count - SURE * Math.sqrt(count) >= MIN_LIFT * byChance) targets.push(other);
    }
    offsets[kind + 1] = targets.length;
  }
  return { offsets, targets: Uint16Array.from(targets) };
}
