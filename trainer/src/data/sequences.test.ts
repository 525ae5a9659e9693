import { describe, expect, test } from "bun:test";
import { attributesOf, eventCode, type EventType } from "@aisle/recommender";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSequences } from "./sequences.ts";
import { type Snapshot, snapshotStore } from "./snapshot.ts";
import { entriesOf, failure, inFolder, NOW, withStore } from "./testing.ts";
import { validateSnapshot } from "./validate.ts";

const T = Date.UTC(2025, 0, 1);
const SMALL = { minEvents: 1, minCustomers: 1, maxQuarantined: 1 };

type Row = readonly [customerId: string, itemId: string, type: EventType, occurredAt: number, value?: number];

/** Freezes a shop with these events, in this order of arrival, and the items i1 to i3, of which i2 is deleted. */
async function frozen<T>(rows: readonly Row[], work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return await inFolder(
    async (root) =>
      await withStore(async (store) => {
        await store.putItems([
          { itemId: "i3" },
          { itemId: "i2", title: "Gone" },
          {
            itemId: "i1",
            title: "Sock",
            brand: "B",
            categories: ["c"],
            attributes: ["a"],
            price: 2,
            stock: 0,
            url: "u",
            imageUrl: "v",
          },
        ]);
        await store.deleteItem("i2");
        await store.appendEvents(
          rows.map(([customerId, itemId, type, occurredAt, value], index) => ({
            eventId: `e${index}`,
            customerId,
            itemId,
            type,
            occurredAt,
            ...(value !== undefined && { value }),
          })),
        );
        return await work(await snapshotStore(store, { root, now: NOW }));
      }),
  );
}

describe("attributes of customers", () => {
  const VISITORS = Array.from({ length: 60 }, (_, n) => `u${String(n).padStart(2, "0")}`);
  const ROWS = VISITORS.map((customer): Row => [customer, "i1", "view", T]);

  test("are read by customer: of values that enough customers have, and of nobody who did nothing", async () => {
    await inFolder(
      async (root) =>
        await withStore(async (store) => {
          await store.putItems([{ itemId: "i1" }]);
          await store.appendEvents(
            ROWS.map(([customerId, itemId, type, occurredAt]) => ({
              eventId: customerId,
              customerId,
              itemId,
              type,
              occurredAt,
            })),
          );
          const attributes = [...VISITORS, "quiet"].map((customerId, n) => ({
            customerId,
            attributes: {
              mail: `${customerId}@example.com`,
              ...(n < 40 && { country: n % 2 === 0 ? "DE" : "FR" }),
            },
          }));
          await store.putAttributes(attributes, "replace");
          const snapshot = await snapshotStore(store, { root, now: NOW });
          await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
          const { interactions } = await readSequences(snapshot);
          expect(interactions.attributes?.values).toEqual([
            { name: "country", value: "DE" },
            { name: "country", value: "FR" },
          ]);
          expect(VISITORS.map((_, n) => attributesOf(interactions.attributes, n)?.["country"])).toEqual(
            VISITORS.map((_, n) => (n < 40 ? (n % 2 === 0 ? "DE" : "FR") : undefined)),
          );
          expect(interactions.attributes?.codes).toHaveLength(40);
        }),
    );
  });

  test("are absent from a snapshot of customers without any, whose digest they do not change", async () => {
    await frozen(ROWS, async (snapshot) => {
      expect(snapshot.hasAttributes).toBeFalse();
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      expect((await readSequences(snapshot)).interactions.attributes).toBeUndefined();
    });
  });
});

describe("readSequences", () => {
  test("refuses a snapshot that was not validated, was stopped, or whose report is damaged", async () => {
    await frozen([["u1", "i1", "view", T]], async (snapshot) => {
      expect(await failure(readSequences(snapshot))).toMatchObject({ code: "not-validated" });
      await validateSnapshot(snapshot, { now: NOW, thresholds: { minEvents: 2 } }).catch(() => undefined);
      expect((await failure(readSequences(snapshot))).message).toContain("did not pass its validation");
      await writeFile(join(snapshot.dir, "validation.json"), '{"verdict":');
      expect((await failure(readSequences(snapshot))).message).toContain("has not been validated");
    });
  });

  test("takes a rating of one or two stars for hiding the item, and other values for quantities", async () => {
    const rows: Row[] = [
      ...[0, 1, 2, 3, 5].map((stars): Row => ["u1", "i1", "rating", T + 1000 * stars, stars]),
      ["u1", "i1", "rating", T + 6000],
      ["u1", "i1", "purchase", T + 7000, 1],
    ];
    await frozen(rows, async (snapshot) => {
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      const { interactions } = await readSequences(snapshot);
      const { hide, rating, purchase } = eventCode;
      expect(entriesOf(interactions, 0).map(([, type]) => type)).toEqual([
        hide,
        hide,
        hide,
        rating,
        rating,
        rating,
        purchase,
      ]);
    });
  });

  test("sorts by customer, then time, then arrival", async () => {
    const rows: Row[] = [
      ["u2", "i3", "purchase", T + 1500],
      ["u10", "i1", "view", T + 9000],
      ["u10", "i3", "cart", T + 9000],
      ["u10", "i2", "hide", T],
      ["u2", "i1", "rating", T],
      ["u10", "i1", "click", T + 9000],
    ];
    await frozen(rows, async (snapshot) => {
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      const { interactions, customerIds, items } = await readSequences(snapshot);
      expect(customerIds).toEqual(["u10", "u2"]);
      expect(items.map((item) => item.itemId)).toEqual(["i1", "i2", "i3"]);
      expect([interactions.customers, interactions.items]).toEqual([2, 3]);
      expect([...interactions.offsets]).toEqual([0, 4, 6]);
      const seconds = T / 1000;
      expect(entriesOf(interactions, 0)).toEqual([
        [1, eventCode.hide, seconds],
        [0, eventCode.view, seconds + 9],
        [2, eventCode.cart, seconds + 9],
        [0, eventCode.click, seconds + 9],
      ]);
      expect(entriesOf(interactions, 1)).toEqual([
        [0, eventCode.rating, seconds],
        [2, eventCode.purchase, seconds + 1.5],
      ]);
    });
  });

  test("gives the whole catalogue, a deleted item as a hidden one", async () => {
    await frozen([["u1", "i1", "view", T]], async (snapshot) => {
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      expect((await readSequences(snapshot)).items).toEqual([
        {
          itemId: "i1",
          title: "Sock",
          brand: "B",
          categories: ["c"],
          attributes: ["a"],
          price: 2,
          stock: 0,
          url: "u",
          imageUrl: "v",
        },
        { itemId: "i2", title: "Gone", hidden: true },
        { itemId: "i3" },
      ]);
    });
  });

  test("leaves out quarantined events, and customers who have no others", async () => {
    const rows: Row[] = [
      ["u1", "i1", "view", T],
      ["u1", "i9", "view", T + 1],
      ["u2", "i9", "view", T],
      ["u3", "i3", "view", T],
    ];
    await frozen(rows, async (snapshot) => {
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      const { interactions, customerIds } = await readSequences(snapshot);
      expect(customerIds).toEqual(["u1", "u3"]);
      expect([...interactions.item]).toEqual([0, 2]);
      // The quarantine file is what decides: without it the rest cannot be told from the bad.
      expect(await readFile(join(snapshot.dir, "quarantine.ndjson"), "utf8")).toContain("unknown-item");
      await rm(join(snapshot.dir, "quarantine.ndjson"));
      expect(await failure(readSequences(snapshot))).toBeInstanceOf(Error);
    });
  });

  test("reads more rows than one chunk holds", async () => {
    const rows = Array.from({ length: 5000 }, (_, i): Row => [
      `u${i % 3}`,
      i % 2 === 0 ? "i1" : "i3",
      "view",
      T + i,
    ]);
    await frozen(rows, async (snapshot) => {
      await validateSnapshot(snapshot, { now: NOW, thresholds: SMALL });
      const { interactions } = await readSequences(snapshot);
      expect([...interactions.offsets]).toEqual([0, 1667, 3334, 5000]);
      expect(entriesOf(interactions, 2).map(([, , time]) => time)).toEqual(
        Array.from({ length: 1666 }, (_, i) => (T + 3 * i + 2) / 1000),
      );
    });
  });
});
