// ItemKNN on the same sets as the peer's: binary, cosine, no window, the top 100. Building the sets is not measured.
// Usage: neighbours.step.ts COLUMNS CUSTOMERS ITEMS THREADS OUT; writes sets and graph into OUT and one line of JSON.
import { fitSets, itemSets } from "@aisle/recommender";
import { join } from "node:path";
import { readColumns } from "./columns.ts";

const NEIGHBOURS = 100;

const [columns = "", customerCount, itemCount, threadCount, out = ""] = process.argv.slice(2);
const items = Number(itemCount);
const sets = itemSets(await readColumns(columns, { customers: Number(customerCount), items }), items);
const started = performance.now();
const graph = fitSets(sets, NEIGHBOURS, Number(threadCount));
const seconds = (performance.now() - started) / 1000;
await Bun.write(join(out, "sets.u32"), sets.cells);
await Bun.write(join(out, "offsets.u32"), graph.offsets);
await Bun.write(join(out, "neighbours.u32"), graph.neighbours);
process.stdout.write(`${JSON.stringify({ seconds, pairs: sets.places.length })}\n`);
