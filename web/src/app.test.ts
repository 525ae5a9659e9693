// What holds for every response: headers, assets, errors, and the model's badge.
import { describe, expect, test } from "bun:test";
import {
  MAX_CURSOR_LENGTH,
  MAX_ID_LENGTH,
  MAX_LABEL_LENGTH,
  MAX_RECOMMENDATION_ID_LENGTH,
  MAX_SEARCH_LENGTH,
} from "@aisle/contract";
import { catalogue } from "../test/catalogue.ts";
import { visitShop } from "../test/visit.ts";

describe("every response", () => {
  test.each(["/", "/nowhere", "/product/nothing", "/search?q=x", "/health/live"])(
    "of %s carries the security headers",
    async (path) => {
      await using visit = await visitShop(catalogue(4));
      const { headers } = await visit.page(path);
      expect(headers.get("content-security-policy")).toContain("script-src 'self';");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test("needs no inline script, handler or style, which the policy forbids", async () => {
    await using visit = await visitShop(catalogue(24));
    for (const path of ["/", "/product/item-1", "/cart", "/customers"]) {
      const { text } = await visit.page(path);
      expect(text).not.toMatch(/<script(?![^>]*\bsrc="\/assets\/)/);
      expect(text).not.toMatch(/\s(style|on[a-z]+|hx-on[^=]*)=/);
      expect(text).not.toContain("js:");
    }
  });
});

describe("assets", () => {
  test("are served from here, named by their content, and may be kept for good", async () => {
    await using visit = await visitShop([]);
    const { text } = await visit.page("/");
    const paths = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      const { status, headers } = await visit.page(path);
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toContain("immutable");
    }
    expect(text).not.toMatch(/(src|href)="https?:/);
  });
});

describe("what does not exist", () => {
  test("is a friendly page with the right status", async () => {
    await using visit = await visitShop([]);
    const { status, text } = await visit.page("/nowhere");
    expect(status).toBe(404);
    expect(text).toContain("Back to the shop");
    expect(visit.unexpected).toEqual([]);
  });
});

describe("a request for another host", () => {
  const ask = async (host: string) => {
    await using visit = await visitShop(catalogue(4), [], { hosts: ["shop.example"] });
    const { status, text } = await visit.request("/", { headers: { host } });
    return { status, text, asked: visit.api.asked };
  };

  test("is told so before anything is asked, as when a foreign name leads to this machine", async () => {
    const { status, text, asked } = await ask("evil.example:8080");
    expect([status, asked]).toEqual([421, 0]);
    expect(text).toContain("WEB_HOSTS");
    expect((await ask("shop.example")).status).toBe(200);
  });
});

test("a host name of one letter is as good as another", async () => {
  await using visit = await visitShop(catalogue(4));
  const { status } = await visit.app.handle(new Request("http://w/product/item-1"));
  expect(status).toBe(200);
});

describe("a parameter that the API never takes", () => {
  const idTooLong = "x".repeat(MAX_ID_LENGTH + 1);
  const recTooLong = "x".repeat(MAX_RECOMMENDATION_ID_LENGTH + 1);
  test.each([
    ["a product's id", `/product/${idTooLong}`],
    ["the id of a row", `/product/${idTooLong}/similar`],
    ["an id with a zero byte", "/product/a%00b/bought-together"],
    ["a list's id", `/product/item-1?rec=${recTooLong}`],
    ["an empty list's id", "/product/item-1?rec="],
    ["the words of a search", `/search?q=${"x".repeat(MAX_SEARCH_LENGTH + 1)}`],
    ["words given twice", "/search?q=lamp&q=oak"],
    ["a brand", `/search?brand=${"x".repeat(MAX_LABEL_LENGTH + 1)}`],
    ["a category", `/search?category=${"x".repeat(MAX_LABEL_LENGTH + 1)}`],
    ["the end of the page before", `/search?after=${"x".repeat(MAX_CURSOR_LENGTH + 1)}`],
    ["the number of parameters", `/search?${"q=&".repeat(201)}`],
    ["what the row shows", `/for-you?shown=${idTooLong}`],
    ["how much the row shows", `/for-you?${"shown=a&".repeat(101)}`],
    ["how many customers are listed", "/chooser?limit=61"],
    ["variety beyond all", "/?diversity=1.5"],
    ["a price that is none", "/for-you?priceMax=cheap"],
    ["a customer whose history is asked for", `/customers/${idTooLong}`],
  ])("is a page that says so, and asks the API nothing: %s", async (_, path) => {
    await using visit = await visitShop(catalogue(4));
    const { status, text } = await visit.page(path);
    expect([status, visit.api.asked]).toEqual([400, 0]);
    expect(text).toContain("Not understood");
    expect(visit.unexpected).toEqual([]);
  });

  test.each<[string, string, Record<string, string>]>([
    ["a line of the cart", "/cart/remove", { itemId: idTooLong }],
    ["an id that no address can carry", "/cart/remove", { itemId: "." }],
    ["what the row shows", "/product/item-1/events", { type: "view", shown: idTooLong }],
    ["a quantity", "/cart/quantity", { itemId: "item-1", quantity: "100" }],
    ["a quantity of nothing", "/cart/quantity", { itemId: "item-1", quantity: "0" }],
    ["a switch that leads to another host", "/inside", { on: "1", back: "//evil.example" }],
    ["a switch that leads to another scheme", "/inside", { on: "1", back: "javascript:alert(1)" }],
    ["a backslash in an address", "/inside", { on: "1", back: "/\\evil.example" }],
    ["a list's id", "/product/item-1/events", { type: "click", rec: recTooLong }],
    ["an id with a zero byte", "/product/item-1/events", { type: "view", shown: "a\0" }],
    ["a product's id", `/product/${idTooLong}/events`, { type: "view" }],
    ["a customer's id", "/customer", { customerId: idTooLong }],
    ["two dots for a customer", "/customer", { customerId: ".." }],
  ])("is refused in a form, too: %s", async (_, path, fields) => {
    await using visit = await visitShop(catalogue(4));
    for (const answer of [await visit.send(path, fields), await visit.submit(path, fields)])
      expect([answer.status, visit.api.asked]).toEqual([400, 0]);
    expect(visit.unexpected).toEqual([]);
  });
});

describe("a request that makes no sense", () => {
  test("is a friendly page, and nothing unexpected", async () => {
    await using visit = await visitShop([]);
    const headers = { "content-type": "application/json" };
    const { status, text } = await visit.request("/customer", { method: "POST", headers, body: "{" });
    expect(status).toBe(400);
    expect(text).toContain("Not understood");
    expect(visit.unexpected).toEqual([]);
  });
});

describe("the model's badge", () => {
  test("says which version serves, and tells the page when that changed", async () => {
    await using visit = await visitShop(catalogue(4));
    const same = await visit.part("/model?version=1");
    expect(same.text).toContain("Model <b>1</b> (stable)");
    expect(same.headers.get("hx-trigger")).toBeNull();
    visit.api.version = "2";
    const changed = await visit.part("/model?version=1");
    expect(changed.text).toContain("Model <b>2</b>");
    expect(changed.headers.get("hx-trigger")).toBe("model-changed");
  });
});
