// Postgres goes away under the service, in the ways that it can, and comes back.
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  describeEach,
  findPostgres,
  POSTGRES,
  type PostgresServer,
  startPostgres,
} from "@aisle/store/testing";
import { expectListsWithoutHistory, expectRefusals, readiness } from "./outage.ts";
import { type Shop, startShop, until } from "./shop.ts";

describeEach([POSTGRES], () => {
  let server: PostgresServer;
  let shop: Shop;
  beforeAll(async () => {
    server = await startPostgres(findPostgres()!);
    const url = await server.takeDatabase();
    shop = await startShop({ environment: { STORE_URL: `${url}?statement_timeout=500&connect_timeout=1` } });
  });
  afterAll(async () => {
    await shop.stop();
    server.remove();
  });

  const record = (itemId: string, type = "view") =>
    shop.call("POST", "/v1/events", { customerId: "c1", itemId, type });
  const serves = async () => {
    await until(async () => (await record("item-1")).status === 202);
    await until(async () => (await readiness(shop)).status === "ready");
    expect(await shop.recommend({ customerId: "c1" })).not.toHaveProperty("warnings");
  };

  test("a server that has stopped", async () => {
    expect((await record("item-6", "hide")).status).toBe(202);
    await server.stop();
    await expectRefusals(shop);
    await expectListsWithoutHistory(shop);
    await until(async () => (await readiness(shop)).status === "degraded");
    await server.start();
    await serves();
    const list = await shop.recommend({ customerId: "c1", limit: 100 });
    expect(list.items.map(({ itemId }) => itemId)).not.toContain("item-6");
  });

  test("a server that has started again between two requests", async () => {
    await server.stop();
    await server.start();
    await serves();
  });

  test("a server that takes connections and answers nothing", async () => {
    server.freeze();
    await expectListsWithoutHistory(shop);
    await expectRefusals(shop);
    server.thaw();
    await serves();
  });
});
