// Run by hand: microseconds per ranking of so many candidates, and per whole list with reasons.
// `bun recommender/src/scorer/ranking.bench.ts BUNDLE [CHECKOUT BUNDLE]` measures, beside this code, that of another checkout
// on a bundle that it made of the same data, in turns: what else the machine does changes the figures by half, but falls
// on both.
import { join, resolve } from "node:path";
import type * as Read from "../bundle/read.ts";
import type * as Content from "../fit/bundle-content.ts";
import { mulberry32 } from "../random.ts";
import type { HistoryEntry, Query } from "./query.ts";
import type * as Scorer from "./recommender.ts";

const CUSTOMERS = 5000;
const ROUNDS = 5;
const COUNTS = [50, 100, 200, 300];
const MEAN_EVENTS = 9;

type Past = readonly (Omit<HistoryEntry, "item"> & { readonly itemId: string })[];

/** What is measured of a checkout. */
interface Checkout {
  readonly recommender: Scorer.Recommender;
  /** The same that chooses among so many candidates. */
  readonly withCandidates: (candidates: number) => Checkout["recommender"];
}

/** The code of `root` with a bundle that it can read. */
async function load(root: string, bundle: string): Promise<Checkout> {
  const from = async <T>(file: string): Promise<T> =>
    (await import(join(root, "recommender/src", file))) as T;
  const { readBundle } = await from<typeof Read>("bundle/read.ts");
  const { modelFrom } = await from<typeof Content>("fit/bundle-content.ts");
  const { Recommender } = await from<typeof Scorer>("scorer/recommender.ts");
  const read = await readBundle(bundle);
  const recommender = new Recommender(modelFrom(read), read.items).prepare();
  return {
    recommender,
    withCandidates: (candidates) => {
      const { recipe } = recommender.model;
      const ranker = { ...recipe.ranker, candidates };
      return recommender.withModel({ ...recommender.model, recipe: { ...recipe, ranker } }).prepare();
    },
  };
}

/** Customers who mostly go where the model's own transitions lead, by ids that other checkouts know as well. */
function walks({ recommender }: Checkout, seed: number): Past[] {
  const { adjacency, items, occurrences } = recommender.model;
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
      const itemId = recommender.idAt(item % items);
      return { itemId, type: "purchase", time: 1_700_000_000 - at * 86_400 };
    });
  });
}

function queriesOf({ recommender }: Checkout, customers: readonly Past[]): Query[] {
  return customers.map((past) => ({
    placement: "personal",
    history: past.map(({ itemId, ...entry }) => ({ ...entry, item: recommender.indexOf(itemId)! })),
    limit: 10,
  }));
}

interface Case {
  readonly name: string;
  readonly queries: readonly Query[];
  readonly run: (query: Query) => void;
}

/**
 * Mean microseconds of the least time of each query. In each round each case goes through all queries, so that each query
 * finds cold caches, as between two requests.
 */
function measure(cases: readonly Case[]): Map<string, number> {
  const least = cases.map(() => new Float64Array(CUSTOMERS).fill(Infinity));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [number, { queries, run }] of cases.entries()) {
      const times = least[number]!;
      for (let at = 0; at < queries.length; at++) {
        const begun = Bun.nanoseconds();
        run(queries[at]!);
        if (round > 0) times[at] = Math.min(times[at]!, Bun.nanoseconds() - begun);
      }
    }
  }
  return new Map(
    cases.map(({ name }, number) => [name, least[number]!.reduce((a, b) => a + b, 0) / CUSTOMERS / 1000]),
  );
}

function casesOf(
  name: string,
  checkout: Checkout,
  customers: readonly Past[],
  lists: readonly number[],
): Case[] {
  const { recommender } = checkout;
  const queries = queriesOf(checkout, customers);
  return [
    ...COUNTS.map((count) => ({
      name: `${name}, ranking of ${count}`,
      queries,
      run: (query: Query) => void recommender.rank(query, count),
    })),
    ...lists.map((count) => {
      const among = checkout.withCandidates(count);
      return {
        name: `${name}, list among ${count}`,
        queries,
        run: (query: Query) => void among.recommend(query),
      };
    }),
  ];
}

const [bundle, otherRoot, otherBundle] = process.argv.slice(2);
if (bundle === undefined || (otherRoot !== undefined && otherBundle === undefined))
  throw new Error("Usage: bun recommender/src/scorer/ranking.bench.ts BUNDLE [CHECKOUT BUNDLE]");
const own = await load(resolve(import.meta.dir, "../../.."), resolve(bundle));
const customers = walks(own, 7);
const cases = casesOf("this code", own, customers, [50, 200, 300]);
if (otherRoot !== undefined) {
  const other = await load(resolve(otherRoot), resolve(otherBundle!));
  cases.unshift(...casesOf("other code", other, customers, [50, 200]));
}
process.stdout.write("| what | µs |\n| --- | --- |\n");
for (const [name, microseconds] of measure(cases))
  process.stdout.write(`| ${name} | ${microseconds.toFixed(1)} |\n`);
