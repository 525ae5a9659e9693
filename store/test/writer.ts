// A process for tests: appends batches of events and says on stdout which ids were acknowledged, a batch per line.
import { writeSync } from "node:fs";
import { openStore } from "../src/index.ts";
import { event } from "./contract/events.ts";

const [url = "", prefix = "", batches = "0", size = "0"] = process.argv.slice(2);
const WRITERS = 4;

const store = await openStore(url);
let next = 0;

async function write(): Promise<void> {
  while (next < Number(batches)) {
    const batch = next++;
    const ids = Array.from({ length: Number(size) }, (_, n) => `${prefix}-${batch}-${n}`);
    await store.appendEvents(ids.map((id, n) => event(id, { customerId: `c${n}`, occurredAt: batch })));
    // Not through a stream, whose buffer would die with the process.
    writeSync(1, `${ids.join(" ")}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, write));
await store.close();
