// What the forest reads of a candidate, in words, in the order of a story: what led to it, how it fits, how it sells.
const WORDS: Readonly<Record<string, string>> = {
  rank: "Place by the first stage, from 0",
  blend: "First-stage score",
  blend_relative: "First-stage score as a share of the best one’s",
  transitions: "Turned to next: votes of the history",
  cooccurrence: "Taken together: votes of the history",
  content: "Alike: votes of the history",
  supporters: "Products of the history that lead to it",
  transition_from_last: "How strongly the last product leads to it",
  transition_from_previous: "How strongly the one before leads to it",
  transition_to_last: "How strongly it leads to the last product",
  strongest_transition: "Strongest link from one of the last 8 products",
  strongest_supporter_age: "How many products ago that one was, 8 for none",
  similarity_to_last: "Likeness to the last product, 0 to 1",
  greatest_similarity: "Greatest likeness to one of the last 8, 0 to 1",
  mean_similarity: "Mean likeness to the last 8, 0 to 1",
  closeness: "Taken by the same kinds of customers as the history, −1 to 1",
  viewed_before: "The customer saw it before (1) or not (0)",
  history_length: "Products in the history",
  brand_affinity: "Share of the history that is of its brand",
  category_affinity: "Share of the history that is in its category",
  price_ratio: "Dearer (above 0) or cheaper (below) than the customer’s usual",
  kind_kept: "Still wanted after what was bought of its kind, 0 to 1",
  due: "Probability that it is bought again now",
  idle_hours: "Time since the customer did anything (logarithm of hours)",
  kind_of_last: "Of the same kind as the last product (1) or not (0)",
  companion_of_last: "How much more often its kind goes with that of the last product",
  segment_lift: "More (above 0) or less liked by customers like this one",
  popularity: "Popularity, 0 to 1",
  popularity_gap: "More (above 0) or less popular than the history",
  trending: "Taken more of late, 0 to 1",
  occurrences: "Events the model saw (logarithm)",
};

/** The names of `features` that are known, in the story's order, then others by their own names. */
export function orderedFeatures(features: Readonly<Record<string, number>>): string[] {
  const known = Object.keys(WORDS).filter((name) => features[name] !== undefined);
  return [...known, ...Object.keys(features).filter((name) => WORDS[name] === undefined)];
}

export const featureText = (name: string): string => WORDS[name] ?? name;

/** Whole numbers as they are, others with three digits after the point. */
export const featureValue = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(3);
