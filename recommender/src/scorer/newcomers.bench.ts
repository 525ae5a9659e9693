// Run by hand (`bun recommender/src/scorer/newcomers.bench.ts`): what items newer than the model cost, as more arrive.
import type { Item } from "../catalogue/item.ts";
import { fitModel } from "../fit/fit.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { mulberry32 } from "../random.ts";
import { Recommender } from "./recommender.ts";

const FITTED = 10_000;
const NEWCOMERS = [1_000, 5_000, 10_000];
const REQUESTS = 2_000;
const HISTORY = 20;

/** A catalogue in which words, brands and categories repeat as in a shop: few are everywhere, many are rare. */
function catalogue(count: number, prefix: string, seed: number): Item[] {
  const random = mulberry32(seed);
  const skewed = (most: number) => Math.floor(random() ** 3 * most);
  return Array.from({ length: count }, (_, at) => ({
    itemId: `${prefix}${at}`,
    title: Array.from({ length: 7 }, () => `word${skewed(4000)}`).join(" "),
    brand: `brand${skewed(600)}`,
    categories: ["everything", `category${skewed(150)}`],
  }));
}

/** One event per item: the popularity of the items does not matter here. */
const interactions: Interactions = {
  customers: 1,
  items: FITTED,
  offsets: Uint32Array.of(0, FITTED),
  item: Uint32Array.from({ length: FITTED }, (_, at) => at),
  type: new Uint8Array(FITTED),
  time: Float64Array.from({ length: FITTED }, (_, at) => at),
};

const items = catalogue(FITTED, "fitted", 1);
const model = fitModel(interactions, items, defaultRecipe);

for (const count of NEWCOMERS) {
  const recommender = new Recommender(model, items);
  const arrivals = catalogue(count, "new", 2);
  Bun.gc(true);
  const before = process.memoryUsage().rss;
  let began = performance.now();
  for (const item of arrivals) recommender.putItem(item);
  const perItem = (performance.now() - began) / count;
  Bun.gc(true);
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;

  const random = mulberry32(3);
  began = performance.now();
  for (let request = 0; request < REQUESTS; request++) {
    const history = Array.from({ length: HISTORY }, (_, at) => ({
      item: Math.floor(random() * (FITTED + count)),
      type: "view" as const,
      time: -at,
    }));
    recommender.recommend({ placement: "personal", history, limit: 10 });
  }
  const perRequest = ((performance.now() - began) * 1000) / REQUESTS;
  process.stdout.write(
    `${count} newcomers over ${FITTED} items: ${perItem.toFixed(2)} ms each, ` +
      `${megabytes.toFixed(0)} MB, ${perRequest.toFixed(0)} µs a request\n`,
  );
}
