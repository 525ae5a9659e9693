// Why an item is in the list, in terms of the visit that contributed most.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { EventType } from "../events.ts";
import type { Due } from "../kinds/habits.ts";
import type { Contributions } from "./contributions.ts";
import type { Placement, Reason } from "./query.ts";
import type { Visit } from "./visits.ts";

const MAX_TITLE = 80;

const VERBS: Readonly<Record<EventType, string>> = {
  view: "viewed",
  cart: "put in the cart",
  purchase: "bought",
  rating: "rated",
  click: "clicked",
  hide: "hid",
};

export interface ReasonContext {
  readonly placement: Placement;
  readonly visits: readonly Visit[];
  readonly catalogue: Catalogue;
  readonly contributions: Contributions;
  /** The items of the candidates. */
  readonly items: Uint32Array;
  /** What was bought before and is due again. */
  readonly due: readonly Due[];
}

/** The reasons in one list: a few visits lead to most of its items, so each text is made once. */
export class Reasons {
  readonly #context: ReasonContext;
  readonly #made: (readonly Reason[])[] = [];

  constructor(context: ReasonContext) {
    this.#context = context;
  }

  /** The reasons of the candidate at a place, most important first; never empty. */
  of(at: number): readonly Reason[] {
    const { placement, visits, contributions, items, due } = this.#context;
    const again = due.find(({ item }) => item === items[at]);
    if (again !== undefined)
      return [{ kind: "purchase", item: again.bought, text: "You bought this before" }];
    const visit = visits[contributions.strongest[at]!];
    if (visit === undefined) return [withoutHistory(placement)];
    const alike = contributions.content[at]! > contributions.behaviour[at]!;
    return (this.#made[2 * contributions.strongest[at]! + Number(alike)] ??= this.#because(visit, alike));
  }

  #because({ variant: item, type }: Visit, alike: boolean): readonly Reason[] {
    const { placement, catalogue } = this.#context;
    const title = titleOf(catalogue, item);
    const text = alike ? likeness(placement, type, title) : behaviourText(placement, type, title);
    return [{ kind: alike ? "similar" : type, item, text }];
  }
}

function behaviourText(placement: Placement, type: EventType, title: string): string {
  switch (placement) {
    case "similar":
      return `Customers who looked at ${title} also took this`;
    case "bought-together":
      return `Often bought together with ${title}`;
    case "cart":
      return `Goes with ${title} in your cart`;
    default:
      return `Because you ${VERBS[type]} ${title}`;
  }
}

function likeness(placement: Placement, type: EventType, title: string): string {
  return placement === "personal" ? `Similar to ${title}, which you ${VERBS[type]}` : `Similar to ${title}`;
}

function withoutHistory(placement: Placement): Reason {
  return placement === "trending"
    ? { kind: "trending", text: "More and more popular these days" }
    : { kind: "popular", text: "Popular with other customers" };
}

/** The title in quotes, shortened; the id where there is none. */
function titleOf(catalogue: Catalogue, item: number): string {
  const title = catalogue.titleAt(item);
  if (title === undefined || title === "") return catalogue.idAt(item);
  const short = title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1).trimEnd()}…` : title;
  return `“${short}”`;
}
