// How many events a service records in a second, and how soon the next list knows of one.
import { createClient, type NewEvent } from "@aisle/client";
import { join } from "node:path";
import type { Server } from "./server.ts";

export interface EventsMeasured {
  /** Events of acknowledged batches in a second. */
  readonly perSecond: number;
  /** Milliseconds from sending an event to having a list that counts it, exceeded once in a hundred times. */
  readonly visibleP99: number;
}

/** Events of one request. */
const BATCH = 100;
/** Callers that send one batch after the other, each of them on a connection. */
const CALLERS = 16;
const CUSTOMERS = 20_000;
/** How often an event is sent and looked for. */
const SIGHTINGS = 1000;

/** Measures a service whose store may be filled with whatever comes. Throws when an event is not recorded. */
export async function measureEvents(
  api: Server,
  items: readonly string[],
  seconds: number,
): Promise<EventsMeasured> {
  await record(api, items, Math.min(2, seconds));
  const perSecond = await record(api, items, seconds);
  const client = createClient({ baseUrl: api.url });
  const waits: number[] = [];
  for (let sighting = 0; sighting < SIGHTINGS; sighting++) {
    const customerId = `seen-${crypto.randomUUID()}`;
    const started = performance.now();
    await client.sendEvents([{ customerId, itemId: items[sighting % items.length]!, type: "view" }]);
    const { strategy } = await client.recommend({ customerId });
    waits.push(performance.now() - started);
    if (strategy !== "personalised") throw new Error("a list did not know of an event that was recorded");
  }
  return { perSecond, visibleP99: waits.toSorted((a, b) => a - b)[Math.floor(0.99 * waits.length)]! };
}

async function record(api: Server, items: readonly string[], seconds: number): Promise<number> {
  const client = createClient({ baseUrl: api.url });
  const started = performance.now();
  const until = started + 1000 * seconds;
  let recorded = 0;
  let next = 0;
  const run = crypto.randomUUID();
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const first = next;
      next += BATCH;
      const result = await client.sendEvents(
        Array.from({ length: BATCH }, (_, at): NewEvent => {
          const number = first + at;
          return {
            eventId: `${run}-${number}`,
            customerId: `c${number % CUSTOMERS}`,
            itemId: items[number % items.length]!,
            type: "view",
            occurredAt: new Date().toISOString(),
          };
        }),
      );
      if (result.accepted !== BATCH) throw new Error(`${BATCH - result.accepted} events were not recorded`);
      recorded += BATCH;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (1000 * recorded) / (performance.now() - started);
}

/** An empty database of a Postgres server of its own; undefined where none is installed. `stop` ends the server. */
export async function startPostgres(
  root: string,
): Promise<{ readonly url: string; stop(): Promise<void> } | undefined> {
  const child = Bun.spawn([process.execPath, join(root, "store/test/postgres-server.program.ts")], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  if (value === undefined) return undefined;
  return {
    url: new TextDecoder().decode(value).trim(),
    async stop() {
      await child.stdin.end();
      await child.exited;
    },
  };
}
