// kill -9 while events come in: what was acknowledged is there, and nothing is there twice.
import { Database } from "bun:sqlite";
import { type Client, ConnectionError, createClient, type NewEvent } from "@aisle/client";
import type { Check } from "@aisle/loadtest";
import { findPostgres, startPostgres } from "@aisle/store/testing";
import { type Fault, holds, notHere } from "../fault.ts";
import { randomOf } from "../place/random.ts";
import { itemsOf, type Scene, trainer } from "../place/scene.ts";
import { portsOf, type Service, startService, until } from "../place/service.ts";

const CUSTOMERS = 40;
const BATCH = 25;
const SENDERS = 4;

export const killDuringIngest: Fault = {
  name: "kill-during-ingest",
  about: "kill -9 during ingest: no acknowledged event is lost, none is there twice",
  async run(scene) {
    const checks = await ingestUnderFire(scene, "SQLite", scene.storeUrl);
    const damage = integrity(scene.storeUrl);
    checks.push(holds("SQLite: the file is whole", damage === "ok", damage, "integrity_check: ok"));
    const bin = findPostgres();
    if (bin === undefined) return [...checks, notHere("Postgres", "no initdb on this machine")];
    const postgres = await startPostgres(bin, { durable: true });
    try {
      const storeUrl = await postgres.takeDatabase();
      await trainer(["ingest", "--data", scene.data], { STORE_URL: storeUrl }, scene.signal);
      return [...checks, ...(await ingestUnderFire(scene, "Postgres", storeUrl))];
    } finally {
      postgres.remove();
    }
  },
};

async function ingestUnderFire(scene: Scene, store: string, storeUrl: string): Promise<Check[]> {
  const { isShort, signal, write } = scene;
  const events = isShort ? 1_000 : 10_000;
  const kills = isShort ? 3 : 20;
  const random = randomOf(20);
  const batches = makeBatches(itemsOf(scene, 50), events);
  // Each kill comes some milliseconds after so many batches were acknowledged: at any point of one's way.
  const moments = Array.from({ length: kills }, () => Math.floor(random() * (batches.length - SENDERS))).sort(
    (a, b) => a - b,
  );

  const start = { storeUrl, pointer: scene.point(scene.bundle, "1"), signal };
  let service: Service = await startService(start);
  const ports = portsOf(service);
  const client = createClient({ baseUrl: service.url, retries: 0, timeoutMs: 5_000 });
  const acknowledged = new Set<string>();
  let done = 0;
  let duplicates = 0;
  const stop = new AbortController();
  const interrupted = AbortSignal.any([signal, stop.signal]);
  let working: Promise<void>[] = [];
  try {
    let next = 0;
    const sender = async () => {
      while (next < batches.length) {
        const batch = batches[next++]!;
        duplicates += await sendUntilAcknowledged(client, batch, interrupted);
        for (const { eventId } of batch) acknowledged.add(eventId);
        done += 1;
      }
    };
    const shooter = async () => {
      for (const moment of moments) {
        await until(() => Promise.resolve(done >= moment), { signal: interrupted, what: "events come in" });
        await Bun.sleep(random() * 10);
        await service.kill();
        service = await startService({ ...start, ports, signal: interrupted });
      }
    };
    working = [shooter(), ...Array.from({ length: SENDERS }, sender)].map(failing(stop));
    await Promise.all(working);
    const stored = await storedIds(client);
    const known = new Set(stored);
    const lost = [...acknowledged].filter((id) => !known.has(id)).length;
    write(`${store}: ${kills} kills, ${duplicates} events were sent again that had been stored already`);
    return [
      holds(
        `${store}: acknowledged events that were lost`,
        lost === 0 && acknowledged.size === events,
        `${lost} of ${acknowledged.size}, over ${kills} kills`,
        "none",
      ),
      holds(
        `${store}: events stored twice`,
        stored.length === known.size && known.size === events,
        `${stored.length - known.size}; ${stored.length} stored of ${events} sent`,
        "none",
      ),
    ];
  } finally {
    stop.abort(new Error("the ingest has ended"));
    // The shooter may be about to start another one.
    await Promise.allSettled(working);
    await service.stop();
  }
}

/** Has the others end when one fails. */
const failing =
  (stop: AbortController) =>
  (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      stop.abort(error);
      throw error;
    });

type Batch = readonly (NewEvent & { readonly eventId: string })[];

function makeBatches(itemIds: readonly string[], events: number): Batch[] {
  return Array.from({ length: events / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (_, at) => ({
      eventId: `chaos-${batch}-${at}`,
      customerId: customerId((batch * BATCH + at) % CUSTOMERS),
      itemId: itemIds[(batch + at) % itemIds.length]!,
      type: "view" as const,
    })),
  );
}

const customerId = (at: number) => `chaos-customer-${at}`;

/** Returns how many of the events had been stored before. */
async function sendUntilAcknowledged(client: Client, batch: Batch, signal: AbortSignal): Promise<number> {
  for (;;) {
    try {
      const { duplicates, rejected } = await client.sendEvents(batch, { signal });
      if (rejected > 0) throw new Error(`${rejected} events were rejected`);
      return duplicates;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectionError)) throw error;
      await Bun.sleep(20);
    }
  }
}

/** The ids of all events of this fault's customers, as the API exports them. */
async function storedIds(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < CUSTOMERS; at++) {
    const { events } = await client.exportCustomer(customerId(at));
    ids.push(...events.map(({ eventId }) => eventId));
  }
  return ids;
}

/** What SQLite says of its file: `ok`, or what is damaged. */
export function integrity(storeUrl: string): string {
  const database = new Database(storeUrl.replace("sqlite://", ""), { readonly: true });
  try {
    const rows = database.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all();
    return rows.map((row) => row.integrity_check).join("; ");
  } finally {
    database.close();
  }
}
