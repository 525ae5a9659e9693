// What the other rooms may use.
export * from "./bundle/bundle.ts";
export type { Item } from "./catalogue/item.ts";
export { EVENT_TYPES, type EventType, eventCode } from "./events.ts";
export { bundleContent, modelFrom, serve } from "./fit/bundle-content.ts";
export { fitModel } from "./fit/fit.ts";
export { PartCache } from "./fit/part-cache.ts";
export { type TrainedRanker, trainRanker } from "./fit/ranker.ts";
export { defaultRecipe, type Recipe, recipeSchema } from "./fit/recipe.ts";
export type { Interactions } from "./interactions/interactions.ts";
export { type Case, type Evaluation, evaluate, topItems } from "./metrics/evaluate.ts";
export type { Model } from "./model.ts";
export type { Boost, Filter, Rules } from "./rules/rules.ts";
export { FEATURES } from "./scorer/features.ts";
export { settledItems } from "./scorer/visits.ts";
export { ndcg } from "./metrics/ranking.ts";
export type { Answer, HistoryEntry, Placement, Query, RankedItem, Reason, Strategy } from "./scorer/query.ts";
export { mulberry32, shuffled } from "./random.ts";
export { Recommender } from "./scorer/recommender.ts";
