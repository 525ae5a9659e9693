// Why an item is in the list, in terms of the visit that contributed most.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { EventType } from "../events.ts";
import type { BlendWeights } from "../fit/recipe.ts";
import { edgeWeight } from "../graphs/graph.ts";
import type { Model } from "../model.ts";
import type { Newcomers } from "./newcomers.ts";
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
  readonly blend: BlendWeights;
  readonly model: Model;
  readonly catalogue: Catalogue;
  readonly newcomers: Newcomers;
}

/** The reasons of one ranked item, most important first; never empty. */
export function reasonsFor(item: number, context: ReasonContext): Reason[] {
  const { placement, visits } = context;
  let strongest: { visit: Visit; behaviour: number; content: number } | undefined;
  let greatest = 0;
  for (const visit of visits) {
    const contribution = contributionOf(visit, item, context);
    const sum = contribution.behaviour + contribution.content;
    if (sum > greatest) {
      greatest = sum;
      strongest = { visit, ...contribution };
    }
  }
  if (strongest === undefined) return [withoutHistory(placement)];
  const { visit, behaviour, content } = strongest;
  const title = titleOf(context.catalogue, visit.item);
  const text =
    content > behaviour
      ? likeness(placement, visit.type, title)
      : behaviourText(placement, visit.type, title);
  return [{ kind: content > behaviour ? "similar" : visit.type, item: visit.item, text }];
}

/** What one visit adds to an item's first-stage score. */
function contributionOf(
  visit: Visit,
  item: number,
  context: ReasonContext,
): { behaviour: number; content: number } {
  const { blend, model, newcomers } = context;
  const added = newcomers.edgesOf(visit.item)?.weightOf(item) ?? 0;
  if (visit.item >= model.items) return { behaviour: 0, content: visit.weight * blend.content * added };
  return {
    behaviour:
      visit.weight *
      (blend.transitions * edgeWeight(model.transitions, visit.item, item) +
        blend.cooccurrence * edgeWeight(model.cooccurrence, visit.item, item)),
    content: visit.weight * blend.content * (edgeWeight(model.content, visit.item, item) + added),
  };
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
  const { title, itemId } = catalogue.itemAt(item);
  if (title === undefined || title === "") return itemId;
  const short = title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1).trimEnd()}…` : title;
  return `“${short}”`;
}
