// Where the console answers, and to whom it says nothing.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { visitShop } from "../../test/visit.ts";

const PAGES = [
  "/console",
  "/console/models",
  "/console/data",
  "/console/models/compare?left=1&right=2",
  "/console/models/order?kind=rollback",
  "/console/catalogue",
  "/console/items/item-1",
  "/console/customers/c1/export",
  "/console/customers/c1/erase",
  "/console/rules",
  "/console/rules/edit",
  "/console/rules/versions/1",
];

describe("the console", () => {
  test.each(PAGES)("is not there unless a setting says where: %s", async (path) => {
    await using visit = await visitShop(catalogue(4));
    expect((await visit.page(path)).status).toBe(404);
    expect((await visit.submit(path, { id: "x" })).status).toBe(404);
    expect(visit.api.asked).toBe(0);
  });

  test.each(PAGES)("is not there for whoever comes by another of the shop's hosts: %s", async (path) => {
    await using visit = await visitShop(catalogue(4), [], { consoleHosts: ["console.example"] });
    expect((await visit.page(path)).status).toBe(404);
    expect((await visit.submit(path, { id: "x" })).status).toBe(404);
    expect(visit.api.asked).toBe(0);
    const own = { headers: { host: "console.example" } };
    expect((await visit.request("/console/rules", own)).status).toBe(200);
  });

  test("answers under its own host where the shop lists only others", async () => {
    await using visit = await visitShop(catalogue(4), [], {
      hosts: ["shop.example"],
      consoleHosts: ["console.example"],
    });
    const { status } = await visit.request("/console/rules", { headers: { host: "console.example" } });
    expect(status).toBe(200);
  });

  test("takes no form that another site sends", async () => {
    await using visit = await visitShop(catalogue(4), [], { consoleHosts: ["localhost"] });
    visit.api.rules.save([{ name: "Mine", minStock: 2 }], "anna");
    for (const path of ["/console/rules/edit", "/console/rules/remove", "/console/rules/versions/1"]) {
      const { status } = await visit.request(path, {
        method: "POST",
        headers: { "sec-fetch-site": "cross-site" },
        body: new URLSearchParams({ version: "1", action: "save", pin: "item-1" }),
      });
      expect(status).toBe(403);
    }
    expect(visit.api.rules.versions).toHaveLength(1);
  });

  test("runs no script, and is kept in no cache", async () => {
    await using visit = await visitShop(catalogue(4), [], { consoleHosts: ["localhost"] });
    const { text, headers } = await visit.page("/console/rules");
    expect(text).not.toMatch(/<script|style=|\son\w+=/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("says what to do when the API does not answer, refuses its key, or fails", async () => {
    await using visit = await visitShop(catalogue(4), [], { consoleHosts: ["localhost"] });
    visit.api.failWith = 403;
    const refused = await visit.page("/console/rules");
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("the scope admin")]);
    visit.api.failWith = 500;
    const failed = await visit.page("/console/rules");
    expect([failed.status, failed.text]).toEqual([503, expect.stringContaining("The API could not answer")]);
    await visit.api.stop();
    const away = await visit.page("/console/rules");
    expect([away.status, away.text]).toEqual([503, expect.stringContaining("The API is not answering.")]);
    expect(visit.unexpected).toEqual([]);
  });
});
