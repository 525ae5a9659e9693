// What the stand-in for the API tells of a list and of a product: the API's own fields, with made-up numbers.
import type { Explanation, Item, ItemNeighbours, ItemShownTo, Recommendations, Rule } from "@aisle/client";

const WEIGHTS = { transitions: 1, cooccurrence: 0.2, content: 0.2, popularity: 0.02 };
const MODEL = { digest: "sha256:0", track: "stable" };
const PARTS = { transitions: 0.5, cooccurrence: 0.1, content: 0.2, popularity: 0.1 };
const NONE = { count: 0, strongest: [] };

/** The steps to `list`; `history` are the products of who asks, newest first, and `hidden` what may not be shown. */
export function explanationOf(
  list: Recommendations,
  history: readonly Item[],
  hidden: readonly Item[],
): Explanation {
  const { recommendationId: _, ...answer } = list;
  return {
    ...answer,
    history: {
      events: history.length,
      products: history.length,
      entries: history.map(({ itemId, title }, at) => ({
        itemId,
        ...(title !== undefined && { title }),
        type: "view",
        ageSeconds: at * 3600,
        weight: at === 0 ? 0.4 : 0,
        leadsTo: { behaviour: 7, content: 5 },
      })),
    },
    customer: { idleSeconds: 7200, due: [{ itemId: "item-5", probability: 0.25 }], segmented: true },
    weights: WEIGHTS,
    candidateCount: list.items.length,
    candidates: list.items.map(({ itemId, score, item }, at) => ({
      itemId,
      ...(item?.title !== undefined && { title: item.title }),
      firstPlace: list.items.length - at,
      rankedPlace: at + 1,
      listedPlace: at + 1,
      parts: PARTS,
      firstScore: 0.9,
      supporters: history.length,
      ...(history[0] !== undefined && { strongest: { ...history[0], adds: 0.4, related: at > 0 } }),
      forest: score,
      score,
      factors: at === 0 ? [{ by: "rule", at: 1, factor: 2 }] : [],
      finalScore: score,
      features: { transitions: 0.5, history_length: 3, price_ratio: -0.25 },
    })),
    ranker: { kind: "forest", trees: 60, firstStageShare: 0 },
    rules: {
      version: 1,
      applied: [{ at: 1, name: "Summer", removed: 0, changed: 1, pinned: [], mixed: false }],
    },
    removed: hidden.map(({ itemId, title, stock }) => ({
      itemId,
      ...(title !== undefined && { title }),
      parts: PARTS,
      firstScore: 0.9,
      removals: [{ by: "catalogue", why: stock === 0 ? "sold-out" : "hidden" }],
    })),
    filtered: hidden.length,
    diversity: 0,
  };
}

/** Of a product, whose neighbours are `others`; `rules` are all that were saved. */
export function neighboursOf(
  { itemId, title, hidden = false, stock }: Item,
  others: readonly Item[],
  rules: readonly Rule[],
  version: string,
): ItemNeighbours {
  const named = { itemId, ...(title !== undefined && { title }) };
  const edges = {
    count: others.length,
    strongest: others.map((other, at) => ({
      itemId: other.itemId,
      ...(other.title !== undefined && { title: other.title }),
      weight: 1 / (at + 1),
    })),
  };
  return {
    model: { ...MODEL, version },
    ...named,
    removed: false,
    hidden,
    soldOut: stock === 0,
    knownAs: named,
    fitted: true,
    variants: [],
    events: 12,
    popularity: 0.25,
    weights: WEIGHTS,
    neighbours: {
      transitions: { to: edges, from: edges },
      cooccurrence: { to: NONE, from: NONE },
      content: { to: edges, from: NONE },
    },
    rules: {
      version: 1,
      hiding: rules.flatMap(({ excludeItemIds = [], name, placements, from, to }, at) =>
        excludeItemIds.includes(itemId) && !(to !== undefined && Date.parse(to) < Date.now())
          ? {
              at,
              ...(name !== undefined && { name }),
              ...(placements && { placements }),
              ...(from !== undefined && { from }),
              ...(to !== undefined && { to }),
            }
          : [],
      ),
    },
  };
}

/** The first of `customers` is shown it. */
export const shownToOf = (
  itemId: string,
  customers: readonly string[],
  lastEventAt: string,
): ItemShownTo => ({
  itemId,
  asked: customers.length,
  limit: 10,
  customers: customers.slice(0, 1).map((customerId) => ({ customerId, lastEventAt, place: 3, itemId })),
});
