// What one customer has, and what they need next: durables last for years, consumables run out, and a new thing wants what
// goes with it. A function of the customer's key and their purchases, so that a simulation finds the same needs again.
import { fraction, hashedNormal, mix } from "./random.ts";
import type { World } from "./world.ts";

/** A need that has come: what was bought before and is used up, or an item that something of `group` would go with. */
export interface Need {
  readonly group: number;
  readonly item: number;
  /** Day since 1970-01-01 from which it is felt. */
  readonly day: number;
}

/** A durable is wanted again after so many days. */
export const DURABLE_DAYS = 1500;
const STILL_LOOKED_AT = 0.02;
/** A consumable that is there is looked at less, until it runs out. */
const WHILE_IT_LASTS = 0.15;
/** Of a varied kind the next is wanted again this many days later, e-fold. */
const SATED_DAYS = 20;

/** How many times as interesting as usual: the product that has run out, others of its kind, what goes with a new thing. */
const OUT_OF_USUAL = 8;
const OUT_OF_KIND = 3;
const WISHED_FOR = 3;

const SPREAD_OF_CUSTOMERS = 0.2;
const SPREAD_OF_TIMES = 0.12;
/** Chance that a consumable is bought here again, and not elsewhere. */
const SHARE_RESTOCKED = 0.85;
/** Chance that what was not bought along is needed later, for each complementary group. */
const SHARE_FOLLOWED = 0.5;
const FIRST_FOLLOW_DAYS = 2;
const MEAN_FOLLOW_DAYS = 10;
const FOLLOW_LAPSES_DAYS = 45;
/** Who compared things and bought none comes back to it for so many days. */
const PROJECT_DAYS = 21;

export class Needs {
  readonly #owned = new Set<number>();
  readonly #last = new Map<number, number>();
  readonly #restocks = new Map<number, Need>();
  readonly #wishes = new Map<number, Need>();
  #project: { readonly group: number; readonly day: number; readonly views: number } | undefined;

  /** `key` is the taste's. */
  constructor(
    private readonly world: World,
    private readonly key: number,
  ) {}

  /** Whether the item or a variant of it was bought, for oneself or for others. */
  owns(item: number): boolean {
    return this.#owned.has(this.world.product[item]!);
  }

  /** Bought for somebody else: it is not bought again, and nothing follows from it. */
  gave(item: number): void {
    this.#owned.add(this.world.product[item]!);
  }

  bought(item: number, day: number): void {
    const { world } = this;
    const group = world.group[item]!;
    const isFirst = !this.#last.has(group);
    this.gave(item);
    this.#last.set(group, day);
    this.#wishes.delete(group);
    if (this.#project?.group === group) this.#project = undefined;
    const hash = mix(mix(this.key, world.productKey[world.product[item]!]!), day);
    this.#planRestock(item, group, day, hash);
    if (!isFirst) return;
    for (const other of world.complements[group]!) {
      if (this.#last.has(other) || fraction(mix(hash, other + 1000)) > SHARE_FOLLOWED) continue;
      const wait = FIRST_FOLLOW_DAYS - MEAN_FOLLOW_DAYS * Math.log(fraction(mix(hash, other + 2000)));
      this.#wishes.set(other, { group: other, item, day: day + Math.ceil(wait) });
    }
  }

  /** Days that a consumable lasts this customer, on average; `undefined` for what is not used up. */
  cycleOf(group: number): number | undefined {
    const nature = this.world.natures[group];
    if (nature?.kind !== "consumable") return undefined;
    return nature.days * Math.exp(SPREAD_OF_CUSTOMERS * hashedNormal(mix(mix(this.key, 61), group)));
  }

  /** Looked at something of a group without need: it may become a project of several visits. */
  looked(group: number, day: number): void {
    if (this.world.natures[group]?.kind !== "durable" || this.#last.has(group)) return;
    const views = this.comparisons(group, day);
    this.#project = { group, day, views: views + 1 };
  }

  /** How many of a durable kind were looked at lately. */
  comparisons(group: number, day: number): number {
    const project = this.#project;
    return project?.group === group && day - project.day <= PROJECT_DAYS ? project.views : 0;
  }

  /** The durable kind that the customer is about to choose one of. */
  project(day: number): number | undefined {
    const project = this.#project;
    return project !== undefined && day - project.day <= PROJECT_DAYS ? project.group : undefined;
  }

  /** How much something of a group is wanted, of 1: less for a while after one was bought. */
  demand(group: number, day: number): number {
    const last = this.#last.get(group);
    if (last === undefined) return 1;
    switch (this.world.natures[group]?.kind) {
      case "durable":
        return day - last > DURABLE_DAYS ? 1 : STILL_LOOKED_AT;
      case "consumable":
        return WHILE_IT_LASTS;
      case "varied":
        return 1 - 0.8 * Math.exp(-(day - last) / SATED_DAYS);
      default:
        return 1;
    }
  }

  /** How much a customer cares to be shown an item, of 1: what they have not at all, what has run out much more. */
  interest(item: number, day: number): number {
    const group = this.world.group[item]!;
    const isOut = (this.#restocks.get(group)?.day ?? Infinity) <= day;
    if (isOut) return this.owns(item) ? OUT_OF_USUAL : OUT_OF_KIND;
    if (this.owns(item)) return STILL_LOOKED_AT;
    return this.#wishes.has(group) ? WISHED_FOR : this.demand(group, day);
  }

  /** What ran out longest ago. A consumable that was due for more than a cycle was bought elsewhere. */
  restock(day: number): Need | undefined {
    return earliest(this.#restocks, day, (group) => this.cycleOf(group) ?? 0);
  }

  /** What goes with something that was bought lately and is not there yet. */
  wish(day: number): Need | undefined {
    return earliest(this.#wishes, day, () => FOLLOW_LAPSES_DAYS);
  }

  /** What runs out before `end`, soonest first, what has run out already included. */
  dueBefore(end: number): readonly Need[] {
    return [...this.#restocks.values()].filter(({ day }) => day < end).sort((a, b) => a.day - b.day);
  }

  /** The first day after `day` on which a need comes; `Infinity` when none does. */
  nextNeed(day: number): number {
    let next = Infinity;
    for (const needs of [this.#restocks, this.#wishes])
      for (const need of needs.values()) if (need.day > day && need.day < next) next = need.day;
    return next;
  }

  #planRestock(item: number, group: number, day: number, hash: number): void {
    const cycle = this.cycleOf(group);
    if (cycle === undefined) return;
    this.#restocks.delete(group);
    if (fraction(mix(hash, 62)) > SHARE_RESTOCKED) return;
    const days = Math.max(1, Math.round(cycle * Math.exp(SPREAD_OF_TIMES * hashedNormal(mix(hash, 63)))));
    this.#restocks.set(group, { group, item, day: day + days });
  }
}

function earliest(
  needs: Map<number, Need>,
  day: number,
  lapsesAfter: (group: number) => number,
): Need | undefined {
  let first: Need | undefined;
  for (const need of needs.values()) {
    if (need.day > day) continue;
    if (day - need.day > lapsesAfter(need.group)) needs.delete(need.group);
    else if (first === undefined || need.day < first.day) first = need;
  }
  return first;
}
