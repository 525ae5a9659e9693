import { describe, expect, test } from "bun:test";
import { ingest } from "./ingest.ts";
import { inFolder, jsonLines, NOW, put, withStore } from "./testing.ts";

const HEAD = "user_id,item_id,timestamp,seq_pos,event_type\n";
const ITEMS = jsonLines({ item_id: "i1", title: "Sock", price: 5 }, { item_id: "i2", price: -1 });

function ingesting(files: Readonly<Record<string, string>>, maxFaultyShare?: number) {
  return inFolder(
    async (dir) =>
      await withStore(async (store) => {
        await put(dir, files);
        const limit = maxFaultyShare === undefined ? {} : { maxFaultyShare };
        const result = await ingest(store, dir, { now: NOW, ...limit }).catch((error: unknown) => error);
        return { result, events: await store.readEvents(0, 1000), items: await store.itemChanges(0, 1000) };
      }),
  );
}

describe("ingest", () => {
  test("writes nothing at all when too many rows are unusable, and says which", async () => {
    const { result, events, items } = await ingesting({
      "items.jsonl": ITEMS,
      "interactions.csv": `${HEAD}u1,i1,1700000000,0,view\nu2,i1,never,0,view\n,i1,1700000000,0,view\n`,
    });
    expect(result).toMatchObject({ name: "DataError", code: "too-faulty" });
    const { message } = result as Error;
    expect(message).toContain("2 of 3 events");
    expect(message).toContain('missing-time: 1, such as {"customer_id":"u2"');
    expect(message).toContain("missing-customer: 1");
    expect([events, items]).toEqual([[], []]);
  });

  test("writes nothing when quotes that are not closed swallow many rows, and shows the first", async () => {
    const row = (user: string, times = 1) => `${user},i1,1700000000,0,view\n`.repeat(times);
    const { result, events } = await ingesting({
      "items.jsonl": ITEMS,
      "interactions.csv":
        HEAD + row("u0", 20) + row('"u1"') + row('"u2') + row("u3", 20) + row('u4"') + row("u5", 60),
    });
    expect(result).toMatchObject({ name: "DataError", code: "too-faulty" });
    expect((result as Error).message).toContain('swallows what follows it, as in "u2,i1,1700000000,0,view');
    expect(events).toEqual([]);
  });

  test("leaves out the rows that a store cannot hold, with reasons, and keeps the rest", async () => {
    const { result, events } = await ingesting(
      {
        "items.jsonl": `${ITEMS}not json\n`,
        "interactions.csv": [
          `${HEAD}u1,i1,1700000000,0,view`,
          "u1,,1700000000,1,view",
          `${"u".repeat(257)},i1,1700000000,0,view`,
          "u1,i1,1700000000,2,wish",
          "u1,i1,99,3,view",
          "u1,i1,4000000000,4,view",
        ].join("\n"),
      },
      1,
    );
    expect(result).toMatchObject({ items: 2, recorded: 1, duplicates: 0 });
    const { skipped } = result as { skipped: { table: string; reason: string; rows: number }[] };
    expect(Object.fromEntries(skipped.map(({ reason, rows }) => [reason, rows]))).toEqual({
      "missing-id": 1,
      "missing-item": 1,
      "overlong-id": 1,
      "unknown-type": 1,
      "impossible-time": 2,
    });
    expect(events.map((event) => event.customerId)).toEqual(["u1"]);
  });

  test("keeps an item whose price is impossible, without the price", async () => {
    const { items } = await ingesting({
      "items.jsonl": ITEMS,
      "interactions.csv": `${HEAD}u1,i1,1700000000,0,`,
    });
    expect(items.map((change) => change.item)).toEqual([
      expect.objectContaining({ itemId: "i1", title: "Sock", price: 5 }),
      expect.not.objectContaining({ price: expect.anything() }),
    ]);
  });

  test("running it again adds nothing, and new rows are added alone", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        // Two rows that are the same event, and two events that differ only in their position.
        const csv = `${HEAD}u1,i1,1700000000,0,view\nu1,i1,1700000000,0,view\nu1,i1,1700000000,1,view\n`;
        await put(dir, { "items.jsonl": ITEMS, "interactions.csv": csv });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 2, duplicates: 1 });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 0, duplicates: 3 });
        await put(dir, { "interactions.csv": `${csv}u2,i2,1700000000,0,cart\n` });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 1, duplicates: 3 });
        expect(await store.counts()).toMatchObject({ items: 2, events: 3 });
      });
    });
  });

  test("sends events in the order in which they happened and says how far it is", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const rows = Array.from({ length: 5000 }, (_, i) => `u${i % 7},i1,${1700000000 - i},0,view`);
        await put(dir, { "items.jsonl": ITEMS, "interactions.csv": `${HEAD}${rows.join("\n")}\n` });
        const told: number[] = [];
        await ingest(store, dir, { now: NOW, onProgress: ({ events }) => told.push(events) });
        expect(told).toEqual(told.toSorted((a, b) => a - b));
        expect([told[0], told.at(-1)]).toEqual([0, 5000]);
        const times = (await store.readEvents(0, 5000)).map((event) => event.occurredAt);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      });
    });
  });
});
