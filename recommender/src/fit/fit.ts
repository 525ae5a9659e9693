// Fits everything but the forest: graphs, term vectors and popularity, from the event log and the catalogue.
import type { Item } from "../catalogue/item.ts";
import { linkBack } from "../content/link-back.ts";
import { contentItemWeights, fitContent } from "../content/neighbours.ts";
import { fitTermVectors } from "../content/vectors.ts";
import { fitEmbeddings } from "../embeddings/fit-embeddings.ts";
import { fitVariants, onProducts, productsOf, productVectors } from "../groups/products.ts";
import { packEdges } from "../graphs/adjacency.ts";
import { fitCollaborative } from "../graphs/collaborative.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { type EventWeights, type Steps, toSteps } from "../interactions/steps.ts";
import { fitCompanions } from "../kinds/fit-companions.ts";
import { fitRelated } from "../kinds/fit-related.ts";
import { fitRepurchase } from "../kinds/fit-repurchase.ts";
import { kindsOf } from "../kinds/kinds.ts";
import type { Model } from "../model.ts";
import {
  countOccurrences,
  endOfData,
  fitPopularity,
  fitTrending,
  popularityScale,
} from "../popularity/popularity.ts";
import { fitSegments } from "../segments/fit-segments.ts";
import { PartCache } from "./part-cache.ts";
import type { Recipe } from "./recipe.ts";

/** Fits a model without a forest. Interactions and items speak of the same indices; throws `RangeError` otherwise. */
export function fitModel(
  onItems: Interactions,
  items: readonly Item[],
  recipe: Recipe,
  cache: PartCache = new PartCache(),
): Model {
  if (onItems.items !== items.length) {
    throw new RangeError(`the events speak of ${onItems.items} items, the catalogue has ${items.length}`);
  }
  const { transitions, cooccurrence, content, popularity } = recipe;
  const products = cache.part("products", null, () => productsOf(items));
  const interactions = cache.part("by product", null, () => onProducts(onItems, products));
  const kinds = cache.part("kinds", null, () => kindsOf(items));
  const now = endOfData(interactions.time);
  const occurrences = cache.part("occurrences", null, () => countOccurrences(interactions));
  const vectors = cache.part("vectors", content.fields, () => fitTermVectors(items, content.fields));
  const fittedContent = cache.part("content", content, () => {
    const weights = contentItemWeights(occurrences, content.popularityExponent);
    const { graph, scale } = fitContent(productVectors(vectors, products), weights, content);
    return { graph: linkBack(graph, occurrences, weights, content.neighbours), scale };
  });
  const aged = (halfLifeDays: number): Float32Array =>
    cache.part("popularity", [popularity.eventWeights, halfLifeDays], () =>
      fitPopularity(interactions, popularity.eventWeights, halfLifeDays, now),
    );
  const strangersHalfLife = popularity.strangersHalfLifeDays ?? popularity.halfLifeDays;
  const lifts = cache.part("segments", null, () => fitSegments(interactions, kinds));
  return {
    items: items.length,
    adjacency: cache.part("adjacency", [transitions, cooccurrence, content], () =>
      packEdges(
        cache.part("transitions", transitions, () =>
          fitCollaborative(toSteps(interactions, transitions.eventWeights), transitions),
        ),
        cache.part("cooccurrence", cooccurrence, () =>
          fitCollaborative(basketSteps(interactions, cooccurrence.eventWeights), cooccurrence),
        ),
        fittedContent.graph,
      ),
    ),
    contentScale: fittedContent.scale,
    vectors,
    embeddings: cache.part("embeddings", transitions.eventWeights, () =>
      fitEmbeddings(toSteps(interactions, transitions.eventWeights)),
    ),
    variants: cache.part("variants", null, () => fitVariants(onItems, products)),
    occurrences,
    popularity: aged(popularity.halfLifeDays),
    strangers: aged(strangersHalfLife),
    trending: cache.part("trending", popularity, () =>
      fitTrending(interactions, popularity.eventWeights, popularity.trendingHalfLifeDays, now),
    ),
    repurchase: cache.part("repurchase", null, () => fitRepurchase(interactions, kinds)),
    companions: cache.part("companions", null, () => fitCompanions(interactions, kinds)),
    related: cache.part("related", null, () => fitRelated(interactions, kinds)),
    segments: lifts && {
      ...lifts,
      popularityScale: cache.part("popularity scale", [popularity.eventWeights, strangersHalfLife], () =>
        popularityScale(interactions, popularity.eventWeights, strangersHalfLife, now),
      ),
    },
    forest: undefined,
    recipe,
  };
}

/** Steps of the weighted types; where a shop records none of them (views only), steps of all types. */
function basketSteps(interactions: Interactions, eventWeights: EventWeights): Steps {
  const steps = toSteps(interactions, eventWeights);
  return steps.item.length > 0
    ? steps
    : toSteps(
        interactions,
        eventWeights.map(() => 1),
      );
}
