import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectListsWithoutHistory, expectRefusals, readiness } from "./outage.ts";
import { type Shop, startShop, until } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.call("POST", "/v1/events", {
    events: [
      { customerId: "c1", itemId: "item-2", type: "view" },
      { customerId: "c1", itemId: "item-6", type: "hide" },
    ],
  });
  expect(await shop.recommend({ customerId: "c1" })).not.toHaveProperty("warnings");
  const rules = [{ placements: ["ruled"], pin: ["item-58"] }];
  expect((await shop.call("PUT", "/v1/rules", { rules, expectedVersion: 0 })).status).toBe(200);
  await shop.store.close();
});
afterAll(() => shop.stop());

describe("while the store cannot be used", () => {
  test("what is stored can neither be read nor written, and callers are told to try again", () =>
    expectRefusals(shop));

  test("lists are answered from the model, and say what they lack", () => expectListsWithoutHistory(shop));

  test("rules about the customer's past are named, for they hold for the session alone", async () => {
    const list = await shop.recommend({
      customerId: "c1",
      session: [{ itemId: "item-2", type: "purchase" }],
      filter: { notInCart: true, notBoughtForDays: 30 },
      limit: 100,
    });
    expect(list.warnings?.[0]).toEndWith(
      "for the session alone counts filter.notInCart, filter.notBoughtForDays",
    );
    const ids = list.items.map(({ itemId }) => itemId);
    expect(ids).not.toContain("item-2");
    expect(ids).toContain("item-6");
  });

  test("the shop's standing rules hold as they were last known", async () => {
    expect((await shop.recommend({ placement: "ruled" })).items[0]?.itemId).toBe("item-58");
  });

  test("an item that is not in the model is still unknown", async () => {
    const response = await shop.call("GET", "/v1/items/nope/similar?customerId=c1");
    expect(response.status).toBe(404);
  });

  test("the process stays in service, and its probe and metrics say what does not work", async () => {
    await until(async () =>
      (await readiness(shop)).reasons.some((one) => one.startsWith("The store cannot be used: ")),
    );
    expect(await readiness(shop)).toMatchObject({ http: 200, status: "degraded" });
    const metrics = await (await fetch(`${shop.internalUrl}/metrics`)).text();
    expect(metrics).toContain("\naisle_store_up 0\n");
    expect(metrics).toMatch(/\naisle_recommendations_without_history_total [1-9]/u);
  });
});
