// Which rules of a version hold at a time, and for which lists.
import type { Placement } from "@aisle/recommender";
import { PlacementRules } from "./placement-rules.ts";
import type { Rule } from "./schema.ts";

/** The rules that hold from one boundary to the next; another object after each. */
export class RulesInForce {
  readonly #rules: readonly Rule[];
  /** Labels that some rule names: all others are lists of their kind alone. */
  readonly #named: ReadonlySet<string>;
  readonly #known = new Map<string, PlacementRules | undefined>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#named = new Set(rules.flatMap(({ placements = [] }) => placements));
  }

  /** Those for lists of a kind with a placement label; undefined when there are none. */
  of(kind: Placement, label: string | undefined): PlacementRules | undefined {
    if (this.#rules.length === 0) return undefined;
    const own = label !== undefined && this.#named.has(label) ? label : kind;
    const key = `${kind} ${own}`;
    if (!this.#known.has(key)) {
      const rules = this.#rules.filter(
        ({ placements }) => placements === undefined || placements.includes(kind) || placements.includes(own),
      );
      this.#known.set(key, rules.length === 0 ? undefined : new PlacementRules(rules));
    }
    return this.#known.get(key);
  }
}

/** A stretch of time in which the same rules hold: `from` ≤ time < `until`, unix milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly inForce: RulesInForce;
}

/** The stretch that `now` lies in. */
export function stretchAt(rules: readonly Rule[], now: number): Stretch {
  const times = rules.map(({ from, to }) => ({
    from: from === undefined ? -Infinity : Date.parse(from),
    to: to === undefined ? Infinity : Date.parse(to),
  }));
  const boundaries = times.flatMap(({ from, to }) => [from, to]);
  return {
    from: Math.max(-Infinity, ...boundaries.filter((time) => time <= now)),
    until: Math.min(Infinity, ...boundaries.filter((time) => time > now)),
    inForce: new RulesInForce(rules.filter((_, at) => times[at]!.from <= now && now < times[at]!.to)),
  };
}
