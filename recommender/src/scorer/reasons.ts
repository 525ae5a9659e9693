// Why an item is in the list, in terms of the visit that contributed most. No words: those are of the shop's language.
import type { Due } from "../kinds/habits.ts";
import type { Contributions } from "./contributions.ts";
import type { Placement, Reason, Saying } from "./query.ts";
import type { Visit } from "./visits.ts";

export interface ReasonContext {
  readonly placement: Placement;
  readonly visits: readonly Visit[];
  readonly contributions: Contributions;
  /** The items of the candidates. */
  readonly items: Uint32Array;
  /** Their rows in the contributions. */
  readonly rows: Uint32Array;
  /** What was bought before and is due again. */
  readonly due: readonly Due[];
}

/** What the visits' behaviour graphs say in a list about something; elsewhere they `led` to the item. */
const BEHAVIOUR: Partial<Record<Placement, Saying>> = {
  similar: "also-taken",
  "bought-together": "bought-together",
  cart: "goes-with-cart",
};

export const PINNED: Reason = { kind: "pinned", saying: "pinned" };
const POPULAR: Reason = { kind: "popular", saying: "popular" };
const TRENDING: Reason = { kind: "trending", saying: "trending" };

/** The reasons in one list: a few visits lead to most of its items, so each is made once. */
export class Reasons {
  readonly #context: ReasonContext;
  readonly #made: (readonly Reason[])[] = [];

  constructor(context: ReasonContext) {
    this.#context = context;
  }

  /** The reasons of the candidate at a place, most important first; never empty. */
  of(at: number): readonly Reason[] {
    const { placement, visits, contributions, items, rows, due } = this.#context;
    const again = due.find(({ item }) => item === items[at]);
    if (again !== undefined) return [{ kind: "purchase", saying: "again", item: again.bought }];
    const row = rows[at]!;
    const strongest = contributions.strongest[row]!;
    const visit = visits[strongest];
    if (visit === undefined) return [placement === "trending" ? TRENDING : POPULAR];
    const alike = contributions.content[row]! > contributions.behaviour[row]!;
    return (this.#made[2 * strongest + Number(alike)] ??= this.#because(visit, alike));
  }

  #because({ variant: item, type }: Visit, alike: boolean): readonly Reason[] {
    const { placement } = this.#context;
    if (!alike) return [{ kind: type, saying: BEHAVIOUR[placement] ?? "led", item, did: type }];
    const saying = placement === "personal" ? "similar-to-own" : "similar";
    return [{ kind: "similar", saying, item, did: type }];
  }
}
