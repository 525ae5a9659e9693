// Run by hand (`bun recommender/src/scorer/ranking.bench.ts BUNDLE`): microseconds per ranking of 50, 100 and 200
// candidates, by phase. Compare commits in turns: what else the machine does changes the figures by half.
import { readBundle } from "../bundle/read.ts";
import { Catalogue } from "../catalogue/catalogue.ts";
import { modelFrom } from "../fit/bundle-content.ts";
import type { Model } from "../model.ts";
import { mulberry32 } from "../random.ts";
import type { HistoryEntry, Query } from "./query.ts";
import { Recommender } from "./recommender.ts";

const CUSTOMERS = 5000;
const ROUNDS = 4;
const COUNTS = [50, 100, 200];
const MEAN_EVENTS = 9;

/** Customers who mostly go where the model's own transitions lead. */
function walks({ adjacency, items, occurrences }: Model, seed: number): HistoryEntry[][] {
  const random = mulberry32(seed);
  const known = Array.from(occurrences.keys()).filter((item) => occurrences[item]! > 0);
  const anywhere = (): number => known[Math.floor(random() * known.length)]!;
  return Array.from({ length: CUSTOMERS }, () => {
    const events = 1 + Math.floor(-Math.log(1 - random()) * MEAN_EVENTS);
    let item = anywhere();
    return Array.from({ length: Math.min(events, 50) }, (_, at) => {
      const [from, to] = [adjacency.offsets[2 * item]!, adjacency.offsets[2 * item + 1]!];
      item =
        from === to || random() < 0.2
          ? anywhere()
          : adjacency.cells[from + Math.floor(random() * (to - from))]! >>> (2 * adjacency.weightBits);
      return { item: item % items, type: "purchase", time: 1_700_000_000 - at * 86_400 };
    });
  });
}

/** Mean microseconds of the least time of each query: each round goes through all, so that each finds cold caches. */
function measure(queries: readonly Query[], run: (query: Query) => void): number {
  const least = new Float64Array(queries.length).fill(Infinity);
  for (let round = 0; round <= ROUNDS; round++) {
    for (let at = 0; at < queries.length; at++) {
      const begun = Bun.nanoseconds();
      run(queries[at]!);
      if (round > 0) least[at] = Math.min(least[at]!, Bun.nanoseconds() - begun);
    }
  }
  return least.reduce((a, b) => a + b, 0) / queries.length / 1000;
}

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("name the folder of a bundle");
const bundle = await readBundle(dir);
const model = modelFrom(bundle);
const recommender = new Recommender(model, new Catalogue(bundle.items)).prepare();
const queries = walks(model, 7).map((history): Query => ({ placement: "personal", history, limit: 10 }));
const rows = COUNTS.map(
  (count) => `${count}: ${measure(queries, (query) => recommender.rank(query, count)).toFixed(1)}`,
);
const list = measure(queries, (query) => recommender.recommend(query));
process.stdout.write(
  `µs per ranking of so many candidates: ${rows.join(", ")}; a whole list with reasons: ${list.toFixed(1)}\n`,
);
