// Fits the collaborative graphs of the default recipe in a process of their own, so that its peak is theirs.
// Usage: fit-graphs.step.ts COLUMNS CUSTOMERS ITEMS THREADS; writes one line of JSON.
import { defaultRecipe, fitCollaborative, toSteps } from "@aisle/recommender";
import { readColumns } from "./columns.ts";

const [columns = "", ...numbers] = process.argv.slice(2);
const [customers = 0, items = 0, threads = 1] = numbers.map(Number);
const interactions = await readColumns(columns, { customers, items });
const megabytesOfEvents = process.memoryUsage.rss() / 1e6;
const started = performance.now();
let edges = 0;
for (const options of [defaultRecipe.transitions, defaultRecipe.cooccurrence]) {
  const graph = fitCollaborative(toSteps(interactions, options.eventWeights), options, threads);
  edges += graph.neighbours.length;
}
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `${JSON.stringify({ events: interactions.item.length, edges, seconds, megabytesOfEvents })}\n`,
);
