// The table of the shopkeeper's benchmark, and its line of JSON.
import { round, table } from "../quality/report.ts";
import type { ShopMeasured, Values } from "./measure.ts";
import { besidePopularity } from "./strangers.ts";

/** What is aimed at, by the name in the JSON. */
interface Target {
  readonly name: string;
  readonly what: string;
  readonly least?: number;
  readonly most?: number;
}

const TARGETS: readonly Target[] = [
  { name: "own_kind_after_durable", what: "of six after buying a durable, of its own kind", most: 1 },
  { name: "substitute_share", what: "cart and bought-together: substitutes of the cart", most: 0.05 },
  {
    name: "complements_of_oracle",
    what: "cart and bought-together: complements among five, of the oracle's",
    least: 0.6,
  },
  { name: "partners_of_oracle", what: "the same of those that customers prefer with it" },
  { name: "due_again_of_oracle", what: "consumables due again among ten, of the oracle's", least: 0.5 },
  { name: "too_early_share", what: "picks that were bought lately and last for long" },
  {
    name: "click_answered",
    what: "of six after a click on something new, of its kind or what follows it",
    least: 2,
  },
  { name: "click_answered_early", what: "one of them among the first three" },
  {
    name: "strangers_of_oracle",
    what: "NDCG@10 without a past, of one who knows country, device and season",
  },
  { name: "unrelated_reason_share", what: "reasons that name something unrelated", most: 0.03 },
  { name: "distant_reason_share", what: "reasons that name neither its kind nor what is used with it" },
  { name: "most_variants", what: "most variants of one product in a list", most: 1 },
  { name: "out_of_stock_share", what: "picks that are out of stock", most: 0 },
];

/** Measures in the JSON as shares of what the oracle reaches, by the measure that they are the share of. */
const OF_ORACLE: Readonly<Record<string, string>> = {
  complements_of_oracle: "complement_precision",
  partners_of_oracle: "partner_precision",
  due_again_of_oracle: "due_again_recall",
  strangers_of_oracle: "stranger_ndcg",
};

/** Aisle's means over the shops by the names in the JSON; `NaN` of what no question asked. */
export function summarise(shops: readonly ShopMeasured[]): Values {
  const aisle = meanOf(shops.map((shop) => shop.aisle));
  const oracle = meanOf(shops.map((shop) => shop.oracle));
  return Object.fromEntries(
    TARGETS.map(({ name }) => {
      const measure = OF_ORACLE[name];
      if (measure === undefined) return [name, aisle[name] ?? Number.NaN];
      return [name, (aisle[measure] ?? Number.NaN) / (oracle[measure] ?? Number.NaN)];
    }),
  );
}

/** As people read it: each measure, what it should be, and what lists with the truth and without any reach. */
export function reportTable(shops: readonly ShopMeasured[]): string {
  const reached = summarise(shops);
  const aisle = meanOf(shops.map((shop) => shop.aisle));
  const oracle = meanOf(shops.map((shop) => shop.oracle));
  const counting = meanOf(shops.map((shop) => shop.counting));
  const random = meanOf(shops.map((shop) => shop.random));
  const questions = meanOf(shops.map((shop) => shop.questions));
  const figure = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? "–" : value.toFixed(3);
  return table(
    ["measure", "what", "target", "reached", "Aisle", "oracle", "counting", "random", "questions"],
    TARGETS.map(({ name, what, least, most }) => {
      const measure = OF_ORACLE[name] ?? name;
      const count = questions[measure];
      return [
        name,
        what,
        least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : "",
        figure(reached[name]),
        figure(aisle[measure]),
        figure(oracle[measure]),
        figure(counting[measure]),
        figure(random[measure]),
        count === undefined ? "all lists" : String(Math.round(count)),
      ];
    }),
  );
}

/** Strangers' lists beside what is popular with everybody, in one line. */
export function reportStrangers(shops: readonly ShopMeasured[]): string {
  const { aisle, popular, ahead } = besidePopularity(shops.map(({ strangers }) => strangers));
  return (
    `NDCG@10 of ${ahead.customers} strangers: by country and device ${aisle.toFixed(4)}, by plain popularity ` +
    `${popular.toFixed(4)}; ahead by ${ahead.mean.toFixed(4)} [${ahead.low.toFixed(4)}, ${ahead.high.toFixed(4)}]`
  );
}

/** The last line: what was reached. */
export function reportJson(shops: readonly ShopMeasured[]): string {
  const { aisle, popular, ahead } = besidePopularity(shops.map(({ strangers }) => strangers));
  const strangers = {
    strangers_ndcg: aisle,
    strangers_ndcg_by_popularity: popular,
    strangers_ahead: ahead.mean,
    strangers_ahead_low: ahead.low,
    strangers_ahead_high: ahead.high,
  };
  return JSON.stringify(
    Object.fromEntries(
      Object.entries({ ...summarise(shops), ...strangers }).map(([name, value]) => [name, round(value)]),
    ),
  );
}

function meanOf(values: readonly Values[]): Values {
  const names = new Set(values.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    Array.from(names, (name) => {
      const known = values.flatMap((one) => one[name] ?? []);
      return [name, known.reduce((sum, value) => sum + value, 0) / known.length];
    }),
  );
}
