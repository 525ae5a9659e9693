// Run by hand, after `make bench-serving` has made them: what a process keeps of customers and answers, and how long the
// garbage collector takes to go through it.
// `bun api/bench/kept-memory/main.ts BUNDLE STORE.db`
import { heapStats } from "bun:jsc";
import { startApp } from "../start-app.ts";

/** As many customers as `make bench-serving` puts into the store. */
const CUSTOMERS = 20_000;
const COLLECTIONS = 5;
const POST = "http://localhost/v1/recommendations";

const [bundle, file] = process.argv.slice(2);
if (bundle === undefined || file === undefined) {
  process.stderr.write("Usage: bun api/bench/kept-memory/main.ts BUNDLE STORE.db\n");
  process.exit(2);
}
const { fetch, models } = await startApp(bundle, file);
const { recommender } = models.current!;

async function ask(request: Request): Promise<void> {
  const response = await fetch(request);
  if (!response.ok) throw new Error(`answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

function report(when: string): void {
  let least = Infinity;
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    const before = process.cpuUsage();
    Bun.gc(true);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  const { heapSize, objectCount } = heapStats();
  const cells = [when, (heapSize / 1e6).toFixed(0), String(objectCount), least.toFixed(1)];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

process.stdout.write(
  "| when | live MB | objects | CPU ms of a full collection |\n| --- | --- | --- | --- |\n",
);
report("ready");
for (let customer = 0; customer < CUSTOMERS; customer++) {
  const body = JSON.stringify({ customerId: `c${customer}`, limit: 10 });
  const headers = { "content-type": "application/json", "content-length": String(body.length) };
  await ask(new Request(POST, { method: "POST", headers, body }));
}
report(`${CUSTOMERS} customers asked`);
for (const list of ["similar", "bought-together"])
  for (let item = 0; item < recommender.model.items; item++)
    await ask(new Request(`http://localhost/v1/items/${recommender.idAt(item)}/${list}?limit=10`));
report("two lists of each item");
process.exit(0);
