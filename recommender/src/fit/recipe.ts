// All hyperparameters of a model. Recorded with it, so that a champion's recipe can be fitted again on other data.
import * as v from "valibot";
import { EVENT_TYPES } from "../events.ts";
import { MAX_DEPTH } from "../forest/forest.ts";

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const weight = v.pipe(v.number(), v.minValue(0), v.finite());
/** Limited, so that a damaged recipe is refused and does not take all memory. */
const countTo = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const count = countTo(10_000);
const days = v.pipe(v.number(), v.gtValue(0), v.finite());
const eventWeights = v.pipe(v.array(weight), v.length(EVENT_TYPES.length));

const collaborativeSchema = v.strictObject({
  window: count,
  decay: share,
  backward: share,
  lengthExponent: weight,
  sourceExponent: weight,
  targetExponent: weight,
  neighbours: count,
  eventWeights,
});

const blendSchema = v.strictObject({
  transitions: weight,
  cooccurrence: weight,
  content: weight,
  popularity: weight,
});

export const recipeSchema = v.strictObject({
  /** Which item follows which. */
  transitions: collaborativeSchema,
  /** Which items are bought together. */
  cooccurrence: collaborativeSchema,
  content: v.strictObject({
    neighbours: count,
    popularityExponent: weight,
    fields: v.strictObject({ title: weight, brand: weight, category: weight, attribute: weight }),
  }),
  popularity: v.strictObject({
    halfLifeDays: days,
    trendingHalfLifeDays: days,
    /** For visitors without a history, to whom nothing else speaks; that of all where it is absent. */
    strangersHalfLifeDays: v.exactOptional(days),
    eventWeights,
  }),
  history: v.strictObject({
    /** How many of the newest visits count. */
    length: count,
    /** Factor per visit back in time. */
    decay: share,
    /** An entry loses half its weight every so many days before the newest one. */
    halfLifeDays: days,
    eventWeights,
  }),
  blend: blendSchema,
  ranker: v.strictObject({
    kind: v.picklist(["blend", "forest"]),
    /** How many candidates of the first stage are ranked. */
    candidates: count,
    /** Weight of the first-stage score (relative to the list's best) beside the forest's prediction. */
    blendShare: weight,
    trees: count,
    /** Of older recipes, whose forests grew in rounds; nothing reads it. */
    rounds: v.exactOptional(count),
    depth: countTo(MAX_DEPTH),
    /** Most rows that the forest is trained on. */
    rows: countTo(10_000_000),
    seed: v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1)),
  }),
});

export type Recipe = v.InferOutput<typeof recipeSchema>;
export type BlendWeights = v.InferOutput<typeof blendSchema>;

/** Weights by event type in the order of `EVENT_TYPES`: view, cart, purchase, rating, click, hide. */
const ENGAGEMENT = [0.4, 0.8, 1, 1, 0.4, 0];

/** Where the search starts, and what is used when nobody searched. */
export const defaultRecipe: Recipe = {
  transitions: {
    window: 10,
    decay: 0.7,
    backward: 0.5,
    lengthExponent: 0.5,
    sourceExponent: 0.4,
    targetExponent: 0.3,
    neighbours: 100,
    eventWeights: ENGAGEMENT,
  },
  cooccurrence: {
    window: 20,
    decay: 0.95,
    backward: 1,
    lengthExponent: 0.5,
    sourceExponent: 0.4,
    targetExponent: 0.4,
    neighbours: 50,
    eventWeights: [0, 0.6, 1, 1, 0, 0],
  },
  content: {
    neighbours: 50,
    popularityExponent: 0.3,
    fields: { title: 1, brand: 1, category: 1, attribute: 1 },
  },
  popularity: { halfLifeDays: 60, trendingHalfLifeDays: 7, eventWeights: ENGAGEMENT },
  history: { length: 50, decay: 0.6, halfLifeDays: 365, eventWeights: ENGAGEMENT },
  blend: { transitions: 1, cooccurrence: 0.2, content: 0.2, popularity: 0.02 },
  ranker: {
    kind: "blend",
    candidates: 300,
    blendShare: 0.02,
    trees: 60,
    depth: 5,
    rows: 200_000,
    seed: 1,
  },
};
