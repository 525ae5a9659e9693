// Asks the service for personalised lists within this process, and writes what one took, in microseconds.
// Usage: requests.step.ts BUNDLE STORE.db
import { join } from "node:path";
import { openStore } from "@aisle/store";
import { createApp } from "../../src/app.ts";
import { createLog } from "../../src/platform/logging.ts";
import { en } from "../../src/recommendations/reasons/en.ts";

const REQUESTS = 40_000;
/** As many customers as `make bench-serving` puts into the store. */
const CUSTOMERS = 20_000;
/** From one customer to the next: all of them come, far from one another. */
const STRIDE = 7919;

const [bundle = "", file = ""] = process.argv.slice(2);
const store = await openStore(`sqlite://${file}`);
await store.migrate();
const { fetch, models, keyring } = createApp({
  store,
  needsModel: true,
  track: "stable",
  log: createLog({ level: "error", write: (line) => process.stderr.write(line), clock: Date.now }),
  clock: Date.now,
  newId: Bun.randomUUIDv7,
  notReady: () => [],
  storeFault: () => undefined,
  anonymous: ["recommend"],
  hosts: undefined,
  corsOrigins: [],
  recommendationIdKey: "a key that is long enough for signing",
  recommendationIdDays: 7,
  hstsSeconds: 0,
  bodyDeadlineMs: 10_000,
  repetitionMs: 1_000,
  mostWaitMs: 60_000,
  reasonTexts: en,
});
await keyring.refresh();
const digest = `sha256:${Bun.SHA256.hash(await Bun.file(join(bundle, "manifest.json")).bytes(), "hex")}`;
if (!(await models.load({ version: "bench", digest, bundle }))) throw new Error(models.failure);

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
