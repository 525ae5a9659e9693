// What lists led to, by the place where they were shown and the model that answered.

/** A number of Prometheus, or of metrics that it reads. */
export interface Labelled {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface Outcome {
  readonly placement: string;
  readonly version: string;
  readonly track: string;
  /** Lists with at least one item. */
  readonly lists: number;
  /** Of these, those that were clicked on, and those that were bought from. */
  readonly clicked: number;
  readonly bought: number;
  /** What was bought, in the shop's currency. */
  readonly revenue: number;
}

type Count = Exclude<keyof Outcome, "placement" | "version" | "track">;

/** The API's counter of each. */
export const COUNTERS: Readonly<Record<Count, string>> = {
  lists: "aisle_impressions_total",
  clicked: "aisle_clicks_total",
  bought: "aisle_conversions_total",
  revenue: "aisle_revenue_total",
};

/** The placement with most lists comes first, and in each the model with most; those of which nothing is told are left out. */
export function outcomesOf(counts: Readonly<Record<Count, readonly Labelled[]>>): Outcome[] {
  const sums = {
    lists: sumsOf(counts.lists),
    clicked: sumsOf(counts.clicked),
    bought: sumsOf(counts.bought),
    revenue: sumsOf(counts.revenue),
  };
  const keys = new Set(Object.values(sums).flatMap((of) => [...of.keys()]));
  const outcomes = Array.from(keys, (key): Outcome => {
    const [placement, version, track] = JSON.parse(key) as [string, string, string];
    const value = (count: Count): number => sums[count].get(key) ?? 0;
    const [lists, clicked, bought, revenue] = [
      Math.round(value("lists")),
      Math.round(value("clicked")),
      Math.round(value("bought")),
      value("revenue"),
    ];
    return { placement, version, track, lists, clicked, bought, revenue };
  }).filter(({ lists, clicked, bought, revenue }) => lists + clicked + bought + revenue > 0);
  const ofPlacement = Map.groupBy(outcomes, ({ placement }) => placement);
  return [...ofPlacement.values()]
    .sort((a, b) => listsOf(b) - listsOf(a))
    .flatMap((rows) => rows.sort((a, b) => b.lists - a.lists));
}

const listsOf = (rows: readonly Outcome[]): number => rows.reduce((sum, { lists }) => sum + lists, 0);

/** Of several pods, and whatever else tells them apart, together. */
function sumsOf(counted: readonly Labelled[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { labels, value } of counted) {
    const [placement = "other", version = "other", track = "other"] = [
      labels.get("placement"),
      labels.get("version"),
      labels.get("track"),
    ];
    const key = JSON.stringify([placement, version, track]);
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}
