// Reads of the serving model what it knows of one item, and makes recent customers' lists to see who is shown it.
import { type Edges, GRAPHS, type GraphName, type Recommender } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import { serving } from "../model/serving.ts";
import { unknownItem } from "../platform/problem.ts";
import { nameOf, rounded } from "../recommendations/naming.ts";
import { type ListSources, makeList } from "../recommendations/service.ts";
import { partsOf } from "../rules/placement-rules.ts";
import type { StandingRules } from "../rules/standing-rules.ts";
import { MAX_VARIANTS, type Neighbours, type ShownTo } from "./schema.ts";

export interface NeighbourServices extends ListSources {
  readonly store: ListSources["store"] & Pick<Store, "listCustomers">;
  readonly standing: Pick<StandingRules, "inForce" | "newest" | "version">;
}

/** Throws the `Problem` of an item that was never in the catalogue, and when no model serves. */
export function neighbours(
  { models, standing, clock }: NeighbourServices,
  itemId: string,
  limit: number,
): Neighbours {
  const { recommender, version, digest, track } = serving(models);
  const index = indexOf(recommender, itemId);
  const { model } = recommender;
  const product = recommender.fittedProductOf(index);
  const found = recommender.neighboursOf(index, limit);
  const told = ({ count, best }: Edges) => ({
    count,
    strongest: best.map(({ item, weight }) => ({ ...nameOf(recommender, item), weight: rounded(weight) })),
  });
  const { hidden, stock } = recommender.itemAt(index);
  return {
    model: { version, digest, track },
    ...nameOf(recommender, index),
    removed: !recommender.has(index),
    hidden: hidden === true,
    soldOut: stock === 0,
    knownAs: nameOf(recommender, product),
    fitted: product < model.items,
    variants: recommender
      .variantsOf(index)
      .filter((variant) => variant !== index && recommender.has(variant))
      .slice(0, MAX_VARIANTS)
      .map((variant) => nameOf(recommender, variant)),
    events: model.occurrences[product] ?? 0,
    popularity: rounded(model.popularity[product] ?? 0),
    weights: model.recipe.blend,
    neighbours: Object.fromEntries(
      GRAPHS.map((graph) => [graph, { to: told(found[graph].to), from: told(found[graph].from) }]),
    ) as Record<GraphName, Neighbours["neighbours"][GraphName]>,
    rules: {
      version: standing.version,
      hiding: partsOf(standing.newest.rules, recommender).flatMap(({ rule, standing: { allows } }, at) => {
        const { name, placements, from, to } = rule;
        if (allows?.(index) !== false || (to !== undefined && Date.parse(to) <= clock())) return [];
        return {
          at,
          ...(name !== undefined && { name }),
          ...(placements && { placements }),
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
        };
      }),
    },
  };
}

/** Makes the personal list of each of the customers with the newest activity; nothing is counted. Throws as `neighbours` does. */
export async function shownTo(
  services: NeighbourServices,
  itemId: string,
  { customers: most, limit }: { readonly customers: number; readonly limit: number },
): Promise<ShownTo> {
  const { store, standing, models } = services;
  indexOf(serving(models).recommender, itemId);
  const customers = await store.listCustomers(most);
  const shown: ShownTo["customers"] = [];
  for (const { customerId, lastEventAt } of customers) {
    const rules = { customerId, limit, explain: false };
    const { ranked, model } = await makeList(
      services,
      { placement: "personal", rules },
      () => standing.inForce,
    );
    const { recommender } = model;
    const product = recommender.productOf(indexOf(recommender, itemId));
    const at = ranked.findIndex(({ item }) => recommender.productOf(item) === product);
    if (at === -1) continue;
    const listed = recommender.idAt(ranked[at]!.item);
    shown.push({
      customerId,
      lastEventAt: new Date(lastEventAt).toISOString(),
      place: at + 1,
      itemId: listed,
    });
  }
  return { itemId, asked: customers.length, limit, customers: shown };
}

function indexOf(recommender: Pick<Recommender, "indexEver">, itemId: string): number {
  const index = recommender.indexEver(itemId);
  if (index === undefined) throw unknownItem(itemId);
  return index;
}
