// Choosing as whom to shop.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { faceOf } from "./face.ts";
import { visitShop } from "../../test/visit.ts";

const items = catalogue(12);
const VISITOR = "visitor-00000000-0000-4000-8000-000000000001";

describe("the choice of a customer", () => {
  test("offers recently active customers, and leaves strangers' visits out", async () => {
    await using visit = await visitShop(items, [VISITOR, "c1", "c2"]);
    const { text } = await visit.page("/");
    expect(text).toContain(`<b>${faceOf("c1").name}</b>`);
    expect(text).toMatch(/value="c1"[^]*class="like">Into kitchen</);
    expect(text).not.toContain(VISITOR);
  });

  test("offers eight on the front page and more on a page of its own", async () => {
    const customers = Array.from({ length: 20 }, (_, i) => `c${i}`);
    await using visit = await visitShop(items, customers);
    const chips = async (path: string) => (await visit.part(path)).text.match(/class="chip"/g);
    expect(await chips("/")).toHaveLength(1 + 8);
    expect(await chips("/customers")).toHaveLength(1 + 20);
  });

  test("is kept, starts with an empty cart, and can be undone", async () => {
    await using visit = await visitShop(items, ["c1"]);
    await visit.send("/product/item-1/events", { type: "cart" });
    const chosen = await visit.submit("/customer", { customerId: "c1" });
    expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/"]);
    expect((await visit.page("/")).text).toMatch(
      new RegExp(`<b>${faceOf("c1").name}</b>[^]*<span class="count">0<`),
    );
    await visit.submit("/customer", { customerId: "" });
    expect((await visit.page("/")).text).toContain("<b>a stranger</b>");
    expect(visit.api.questions.at(-1)).toMatchObject({ session: [] });
  });

  test.each([
    ["Latin-1", "customerId=M%FCller", {}],
    ["Latin-1, unescaped", Buffer.from("customerId=M\u00fcller", "latin1"), {}],
    ["escaped half-way", "customerId=100%", {}],
    ["packed", "customerId=c1", { "content-encoding": "gzip" }],
    ["of endless fields", "x=1&".repeat(300) + "customerId=c1", {}],
  ])("is refused in a form that is %s", async (_, body, more) => {
    await using visit = await visitShop(items);
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "sec-fetch-site": "same-origin",
      ...more,
    };
    expect((await visit.request("/customer", { method: "POST", body, headers })).status).toBe(400);
  });

  test("may have any character and sign", async () => {
    await using visit = await visitShop(items);
    await visit.submit("/customer", { customerId: "M\u00fcller & +%2B=" });
    expect(visit.api.questions.length).toBe(0);
    await visit.page("/");
    expect(visit.api.questions.at(-1)?.customerId).toBe("M\u00fcller & +%2B=");
  });

  test("is refused when it is no id", async () => {
    await using visit = await visitShop(items);
    expect((await visit.submit("/customer", { customerId: "x".repeat(300) })).status).toBe(400);
    expect((await visit.submit("/customer", {})).status).toBe(400);
  });
});
