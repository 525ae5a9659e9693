// The metrics of a model's evaluation, in words.

/** What the trainer's metrics say; others are shown by their name alone. */
export const METRICS: Readonly<Record<string, string>> = {
  ndcg_at_10: "How near the top of ten the right products are, 0 to 1: what models are compared by",
  ndcg_at_5: "The same of five",
  ndcg_at_20: "The same of twenty",
  recall_at_10: "Share of what customers took next that is among ten",
  hit_rate_at_10: "Share of customers for whom at least one of ten is right",
  mrr_at_10: "One by the place of the first right product",
  map_at_10: "Precision at each right product, averaged",
  coverage_at_10: "Share of the catalogue that is in somebody’s ten",
  novelty_at_10: "How unusual the products are, in bits",
  diversity_at_10: "How unlike each other the ten are, 0 to 1",
};

export const metricText = (value: number | undefined): string =>
  value === undefined ? "–" : numberText(value);

/** With its sign. */
export const differenceText = (value: number): string =>
  `${value < 0 ? "−" : "+"}${numberText(Math.abs(value))}`;

/** Whole numbers from two on are counts. */
const numberText = (value: number): string =>
  Number.isInteger(value) && value > 1 ? value.toLocaleString("en") : value.toFixed(4);
