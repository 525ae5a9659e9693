// The whole way of real data: files → store → snapshot → validation → sequences → split. Skipped where there are none.
import { expect, test } from "bun:test";
import { openStore } from "@aisle/store";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ingest } from "./ingest.ts";
import { readSequences } from "./sequences.ts";
import { snapshotStore } from "./snapshot.ts";
import { queriesFrom, splitByTime, timeQuantile } from "./split.ts";
import { inFolder } from "./testing.ts";
import { validateSnapshot } from "./validate.ts";

const DATA = process.env["AISLE_TEST_DATA"] ?? join(import.meta.dir, "../../../../shared/data/amazon-beauty");
const present = existsSync(join(DATA, "interactions.csv"));
const title = "real Amazon data comes through whole and in order";

test.skipIf(!present)(
  present ? title : `${title} (no data in ${DATA}: set AISLE_TEST_DATA)`,
  async () => {
    await inFolder(async (dir) => {
      const now = new Date("2026-01-01T00:00:00Z");
      const store = await openStore(`sqlite://${join(dir, "store.db")}`);
      try {
        const result = await ingest(store, DATA, { now });
        expect(result).toMatchObject({ items: 12_101, recorded: 198_502, duplicates: 0, lost: [] });
        const snapshot = await snapshotStore(store, { root: join(dir, "snapshots"), now });
        const report = await validateSnapshot(snapshot, { now });
        expect(report).toMatchObject({ verdict: "passed", quarantined: [], valid: { customers: 22_363 } });

        const { interactions, customerIds, items } = await readSequences(snapshot);
        // The file's first customer: the order within a day is that of `seq_pos`.
        const customer = customerIds.indexOf("A1YJEY40YUW4SE");
        const own = interactions.item.subarray(
          interactions.offsets[customer],
          interactions.offsets[customer + 1],
        );
        expect([...own].slice(0, 2).map((item) => items[item]?.itemId)).toEqual(["B004756YJA", "B004ZT0SSG"]);
        expect(items.filter((item) => item.title !== undefined).length / items.length).toBeGreaterThan(0.99);

        const holdoutStart = timeQuantile(interactions, 0.9);
        const split = splitByTime(interactions, {
          labelsStart: timeQuantile(interactions, 0.8),
          holdoutStart,
        });
        expect(split.holdout.item.length / interactions.item.length).toBeCloseTo(0.1, 1);
        expect(queriesFrom(split.history, split.holdout, ["purchase"]).length).toBeGreaterThan(1000);
      } finally {
        await store.close();
      }
    });
  },
  60_000,
);
