// What another process acknowledged is in the very next history that this one reads, however often it has read it before.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { openStore, type Store } from "../src/index.ts";
import { describeEach, POSTGRES, SQLITE_FILE } from "./targets.ts";

/** The writer's events are those of so many customers, one each in every batch, whose number is their time. */
const CUSTOMERS = 4;
const LIMIT = 5_000;

interface Read {
  /** Batches that the writer had acknowledged and a history did not have. */
  readonly missing: string[];
  readonly acknowledged: readonly number[];
}

/** Reads all customers for each line of a writer, which is killed when it has acknowledged so many batches. */
async function readAlong(
  store: Store,
  url: string,
  prefix: string,
  batches: number,
  kill: boolean,
): Promise<Read> {
  const command = [
    process.execPath,
    join(import.meta.dir, "writer.ts"),
    url,
    prefix,
    String(batches),
    String(CUSTOMERS),
  ];
  const writer = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const missing: string[] = [];
  const acknowledged: number[] = [];
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of writer.stdout) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop()!;
    acknowledged.push(...lines.map((line) => Number(line.split(" ")[0]!.split("-")[1])));
    // A pipe may be read twice in one turn of the event loop, which is one view of the file; a request has one of its own.
    await setImmediate();
    for (let customer = 0; customer < CUSTOMERS; customer++) {
      const times = new Set((await store.history(`c${customer}`, LIMIT)).map(({ occurredAt }) => occurredAt));
      missing.push(
        ...acknowledged.filter((batch) => !times.has(batch)).map((batch) => `c${customer}: ${batch}`),
      );
    }
    if (kill && acknowledged.length > batches / 4) writer.kill("SIGKILL");
  }
  await writer.exited;
  expect(writer.signalCode).toBe(kill ? "SIGKILL" : null);
  return { missing, acknowledged };
}

const historiesOf = (store: Store) =>
  Promise.all(Array.from({ length: CUSTOMERS }, (_, customer) => store.history(`c${customer}`, LIMIT)));

describeEach([SQLITE_FILE, POSTGRES], (target) => {
  test("two processes write while a third reads: each history has all that was acknowledged before", async () => {
    await using place = await target.make();
    const store = await openStore(place.url);
    const along = await Promise.all(
      ["a", "b"].map((prefix) => readAlong(store, place.url, prefix, 150, false)),
    );
    for (const { missing, acknowledged } of along) {
      expect(missing).toEqual([]);
      expect(acknowledged).toHaveLength(150);
    }
    const histories = await historiesOf(store);
    expect(histories.map((rows) => rows.length)).toEqual([300, 300, 300, 300]);
    await store.close();
  });

  test("a process is killed while it writes: histories have what it acknowledged, and what a new program reads", async () => {
    await using place = await target.make();
    const store = await openStore(place.url);
    for (const prefix of ["a", "b", "c"]) {
      const { missing, acknowledged } = await readAlong(store, place.url, prefix, 1000, true);
      expect(missing).toEqual([]);
      expect(acknowledged.length).toBeLessThan(1000);
      const other = await openStore(place.url);
      expect(await historiesOf(store)).toEqual(await historiesOf(other));
      await other.close();
    }
    await store.close();
  });
});
