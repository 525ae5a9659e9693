// Asks the service for personalised lists within this process, and writes what one took, in microseconds.
// Usage: requests.step.ts BUNDLE STORE.db
import { startApp } from "../start-app.ts";

const REQUESTS = 40_000;
/** As many customers as `make bench-serving` puts into the store. */
const CUSTOMERS = 20_000;
/** From one customer to the next: all of them come, far from one another. */
const STRIDE = 7919;

const [bundle = "", file = ""] = process.argv.slice(2);
const { fetch, store } = await startApp(bundle, file);

async function ask(number: number): Promise<void> {
  const body = JSON.stringify({ customerId: `c${(number * STRIDE) % CUSTOMERS}`, limit: 10 });
  const headers = { "content-type": "application/json", "content-length": String(body.length) };
  const response = await fetch(
    new Request("http://localhost/v1/recommendations", { method: "POST", headers, body }),
  );
  if (!response.ok) throw new Error(`answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

for (let number = 0; number < REQUESTS / 2; number++) await ask(number);
const before = process.cpuUsage();
for (let number = 0; number < REQUESTS / 2; number++) await ask(number);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((2 * (user + system)) / REQUESTS));
await store.close();
process.exit(0);
