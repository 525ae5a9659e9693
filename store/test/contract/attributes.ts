// What every store must do with what a shop says of customers.
import { expect, test } from "bun:test";
import { type Target, withStore } from "../targets.ts";
import { event } from "./events.ts";

const MAY = Date.UTC(2025, 4);

export function attributesContract(target: Target): void {
  test("attributes of customers are replaced or merged, and none of them is nothing", () =>
    withStore(target, async (store) => {
      expect(await store.attributes("c1")).toBeUndefined();
      const country = { customerId: "c1", attributes: { country: "DE" } };
      await store.putAttributes([country, { customerId: "c2", attributes: { country: "日本" } }], "replace");
      await store.putAttributes([{ customerId: "c1", attributes: { device: "mobile" } }], "merge");
      expect(await store.attributes("c1")).toEqual({ country: "DE", device: "mobile" });
      await store.putAttributes([{ customerId: "c1", attributes: { country: "FR" } }], "merge");
      expect(await store.attributes("c1")).toEqual({ country: "FR", device: "mobile" });
      await store.putAttributes([country], "replace");
      expect(await store.attributes("c1")).toEqual({ country: "DE" });
      await store.putAttributes([{ customerId: "c1", attributes: {} }], "replace");
      expect(await store.attributes("c1")).toBeUndefined();
      expect(await store.attributes("c2")).toEqual({ country: "日本" });
    }));

  test("of a customer given twice the last one counts, and too many attributes are refused whole", () =>
    withStore(target, async (store) => {
      const of = (...names: readonly string[]) => ({
        customerId: "c1",
        attributes: Object.fromEntries(names.map((name) => [name, "x"])),
      });
      await store.putAttributes([of("a"), of("b")], "replace");
      expect(await store.attributes("c1")).toEqual({ b: "x" });
      const many = of(...Array.from({ length: 16 }, (_, n) => `n${n}`));
      expect(await store.putAttributes([many], "merge").catch((error: unknown) => error)).toMatchObject({
        code: "invalid",
        message: expect.stringContaining("17 attributes"),
      });
      expect(await store.attributes("c1")).toEqual({ b: "x" });
    }));

  test("attributes of all customers are read by id, page by page", () =>
    withStore(target, async (store) => {
      const customers = Array.from({ length: 1_200 }, (_, n) => ({
        customerId: `c${String(n).padStart(4, "0")}`,
        attributes: { n: String(n) },
      }));
      await store.putAttributes(customers.toReversed(), "replace");
      const first = await store.readAttributes("", 1_000);
      expect(first).toEqual(customers.slice(0, 1_000));
      expect(await store.readAttributes(first.at(-1)!.customerId, 1_000)).toEqual(customers.slice(1_000));
    }));

  test("attributes change the activity of a customer with events, and make none of one without", () =>
    withStore(target, async (store) => {
      await store.putAttributes([{ customerId: "c1", attributes: { country: "DE" } }], "replace");
      expect(await store.activity("c1")).toBeUndefined();
      expect(await store.listCustomers(10)).toEqual([]);
      await store.appendEvents([event("1")]);
      const seen = new Set([await store.activity("c1")]);
      for (const country of ["FR", "DE"]) {
        await store.putAttributes([{ customerId: "c1", attributes: { country } }], "replace");
        seen.add(await store.activity("c1"));
      }
      expect(seen.size).toBe(3);
      expect(await store.appendEvents([event("2"), event("1")])).toEqual(["recorded", "duplicate"]);
      expect(await store.readEvents(0, 10)).toMatchObject([{ eventId: "1" }, { eventId: "2" }]);
    }));

  test("an erasure takes attributes with it, of customers without events, too", () =>
    withStore(target, async (store) => {
      await store.appendEvents([event("1", { customerId: "active" })]);
      const all = ["active", "quiet", "other"].map((customerId) => ({
        customerId,
        attributes: { country: "DE" },
      }));
      await store.putAttributes(all, "replace");
      expect(await store.eraseCustomer("active")).toMatchObject({ events: 1 });
      expect(await store.eraseCustomer("quiet")).toEqual({ events: 0 });
      expect(await store.readAttributes("", 10)).toEqual([all[2]!]);
      await store.putAttributes([all[0]!], "replace");
      expect(await store.attributes("active")).toEqual({ country: "DE" });
    }));

  test("retention takes the attributes of those of whom nothing else stays", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { customerId: "gone", occurredAt: 7 }),
        event("2", { customerId: "stays", occurredAt: 8 }),
        event("3", { customerId: "stays", occurredAt: MAY }),
      ]);
      const all = ["gone", "stays", "quiet"].map((customerId) => ({ customerId, attributes: { a: "b" } }));
      await store.putAttributes(all, "replace");
      await store.dropMonthsBefore(MAY);
      expect((await store.readAttributes("", 10)).map(({ customerId }) => customerId)).toEqual([
        "quiet",
        "stays",
      ]);
    }));
}
