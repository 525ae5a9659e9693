// What the API names in a word, in the words of a shop.
import type { AppliedRule, EventType, ExplainedCandidate, Removal, ScoreFactor } from "@aisle/client";

export const DID: Readonly<Record<EventType, string>> = {
  view: "looked at",
  click: "clicked",
  cart: "put into the cart",
  purchase: "bought",
  rating: "rated",
  hide: "hid",
};

const CATALOGUE = {
  removed: "it was removed from the catalogue",
  hidden: "it is hidden",
  "sold-out": "it is sold out",
} as const;

const CUSTOMER: Readonly<Record<EventType, string>> = {
  view: "the customer looked at it",
  click: "the customer clicked it",
  cart: "it is in the cart",
  purchase: "the customer has bought it",
  rating: "the customer has rated it, and so has it",
  hide: "the customer does not want to see it",
};

/** Why a product may not be shown. */
export function removalText(removal: Removal, applied: readonly AppliedRule[]): string {
  switch (removal.by) {
    case "catalogue":
      return CATALOGUE[removal.why];
    case "customer":
      return CUSTOMER[removal.did];
    case "filter":
      return `the request’s filter leaves it out (${removal.field})`;
    case "rule":
      return `${ruleText(removal.at, applied)} hides it`;
  }
}

const ruleText = (at: number, applied: readonly AppliedRule[]): string => {
  const name = applied.find((rule) => rule.at === at)?.name;
  return name === undefined ? `rule ${at + 1}` : `the rule “${name}”`;
};

/** What a score was multiplied by, and why. */
export function factorText({ by, at = 0, factor }: ScoreFactor, applied: readonly AppliedRule[]): string {
  const times = `×${Number(factor.toFixed(3))}`;
  if (by === "rule") return `${times} by ${ruleText(at, applied)}`;
  if (by === "boost") return `${times} by boost ${at + 1} of the request`;
  return `${times}, as the customer has got one of its kind`;
}

/** How many places a candidate moved between the first stage and the ranking. */
export function movedText({ firstPlace, rankedPlace }: ExplainedCandidate): string {
  if (rankedPlace === undefined) return `${firstPlace} → not ranked to the end`;
  return firstPlace === rankedPlace ? String(firstPlace) : `${firstPlace} → ${rankedPlace}`;
}
