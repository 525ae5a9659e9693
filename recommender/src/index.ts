// What the other rooms may use.
export * from "./bundle/bundle.ts";
export { isBundleFile } from "./bundle/manifest.ts";
export { mlmodelYaml } from "./bundle/mlmodel.ts";
export { readBundle } from "./bundle/read.ts";
export { writeBundle } from "./bundle/write.ts";
export type { Item } from "./catalogue/item.ts";
export { EVENT_TYPES, type EventType, eventCode, meaningOf, MIN_LIKED_STARS } from "./events.ts";
export { bundleContent, modelFrom, serve } from "./fit/bundle-content.ts";
export { fitModel } from "./fit/fit.ts";
export { PartCache } from "./fit/part-cache.ts";
export { growRanker, type Lesson, lessonRows, trainRanker } from "./fit/ranker.ts";
export { defaultRecipe, type Recipe, recipeSchema } from "./fit/recipe.ts";
export { byProduct } from "./groups/products.ts";
export { fitCollaborative } from "./graphs/collaborative.ts";
export { type BothWays, type Edges, GRAPHS, type GraphName, type Neighbours } from "./graphs/neighbours.ts";
export { fitItemKnn, fitSets, itemSets } from "./graphs/item-knn.ts";
export type { Interactions } from "./interactions/interactions.ts";
export { toSteps } from "./interactions/steps.ts";
export {
  type Case,
  type Evaluation,
  evaluate,
  queryOf,
  topItems,
  WHATEVER_THE_STOCK,
} from "./metrics/evaluate.ts";
export { VISIT_PAUSE } from "./kinds/visits.ts";
export type { Model } from "./model.ts";
export { countOccurrences, endOfData } from "./popularity/popularity.ts";
export { asksAboutCustomer } from "./rules/ruled-out.ts";
export type { Boost, Filter, Rules } from "./rules/rules.ts";
export type { Standing, StandingRules } from "./rules/standing.ts";
export { type Feature, FEATURES } from "./scorer/features.ts";
export {
  type Attributes,
  attributesOf,
  type AttributeValue,
  type CustomerAttributes,
  MAX_ATTRIBUTE_VALUES,
  MIN_CUSTOMERS_OF_VALUE,
} from "./segments/attributes.ts";
export { settledItems } from "./scorer/visits.ts";
export { coverage, intraListDiversity } from "./metrics/lists.ts";
export { gainOf, ndcg } from "./metrics/ranking.ts";
export type {
  Answer,
  HistoryEntry,
  Placement,
  Query,
  RankedItem,
  Reason,
  Saying,
  Strategy,
} from "./scorer/query.ts";
export type { Factor } from "./trace/factors.ts";
export type { Removal } from "./trace/removals.ts";
export type { Trace } from "./trace/trace.ts";
export { mulberry32, shuffled } from "./random.ts";
export { relativeBlend } from "./scorer/candidates.ts";
export type { Ranking } from "./scorer/ranking.ts";
export { Recommender } from "./scorer/recommender.ts";
