// Counts which kinds of products are in one visit.
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { type Kinds, NO_KIND } from "./kinds.ts";

/** Kinds of one visit that are counted: a robot looks at all of them. */
export const MAX_KINDS_OF_VISIT = 30;

/** Visits with a kind, and how many of them with each other kind. */
export class KindPairs {
  readonly visits: Float64Array;
  readonly #with: readonly Map<number, number>[];

  constructor(kinds: number) {
    this.visits = new Float64Array(kinds + 1);
    this.#with = Array.from({ length: kinds + 1 }, () => new Map<number, number>());
  }

  add(kind: number, others: Iterable<number>): void {
    this.visits[kind]!++;
    const row = this.#with[kind]!;
    for (const other of others) row.set(other, (row.get(other) ?? 0) + 1);
  }

  count(kind: number, other: number): number {
    return this.#with[kind]!.get(other) ?? 0;
  }

  /** The kinds that were ever added to a kind, ascending. */
  othersOf(kind: number): readonly number[] {
    return [...this.#with[kind]!.keys()].toSorted((a, b) => a - b);
  }
}

/** The kinds in the entries `from` to `to`, the latter exclusive, but for what was hidden. */
export function kindsLookedAt(
  { item, type }: Interactions,
  { kindOf }: Kinds,
  from: number,
  to: number,
): ReadonlySet<number> {
  const looked = new Set<number>();
  for (let at = from; at < to && looked.size < MAX_KINDS_OF_VISIT; at++) {
    const kind = kindOf[item[at]!]!;
    if (kind !== NO_KIND && type[at] !== eventCode.hide) looked.add(kind);
  }
  return looked;
}
