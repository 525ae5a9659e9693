// A product's page and what a shopper does there.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { cardsIn, visitShop } from "../../test/visit.ts";

const items = catalogue(48);

describe("a product that cannot be shown", () => {
  test("is not found when the API does not know it", async () => {
    await using visit = await visitShop(items);
    const { status, text } = await visit.page("/product/nothing");
    expect(status).toBe(404);
    expect(text).toContain("There is nothing here any more");
    expect(text).not.toMatch(/class="stage-trouble"[^>]*hx-get/);
  });

  test("is asked for again when the API has no answer now", async () => {
    await using visit = await visitShop(items);
    visit.api.failWith = 500;
    const { status, text } = await visit.part("/product/item-3");
    expect(status).toBe(503);
    expect(text).toMatch(/class="stage-trouble" hx-get="\/product\/item-3" hx-trigger="every 3s"/);
  });

  test("is not found when it is hidden, and neither carted nor bought", async () => {
    await using visit = await visitShop([{ itemId: "veiled", title: "Veiled", hidden: true }]);
    const { status, text } = await visit.page("/product/veiled");
    expect(status).toBe(404);
    expect(text).not.toContain("<h1");
    for (const type of ["cart", "purchase"])
      expect((await visit.send("/product/veiled/events", { type })).text).toContain("no longer knows");
    expect(visit.api.events).toEqual([]);
  });

  test("is refused when its id is too long", async () => {
    await using visit = await visitShop(items);
    expect((await visit.page(`/product/${"x".repeat(257)}`)).status).toBe(400);
    expect(visit.unexpected).toEqual([]);
  });
});

describe("a product's page", () => {
  test("shows title, brand, price, stock, categories, and its rows", async () => {
    await using visit = await visitShop(items);
    const { status, text } = await visit.page("/product/item-4");
    expect(status).toBe(200);
    expect(text).toContain("<title>Enamel Stock Pot, 4 L · Aisle</title>");
    for (const part of ["Ash &amp; Oak", "$57.50", "Only 3 left", ">Kitchen<"]) expect(text).toContain(part);
    expect(cardsIn(text, "similar")).toHaveLength(6);
    expect(cardsIn(text, "bought-together")).toHaveLength(6);
  });

  test("offers its variants, the shown one marked, and what is sold out as such", async () => {
    const shirts = ["S", "M", "L"].map((size, at) => ({
      itemId: size,
      title: `Shirt, ${size}`,
      groupId: "shirt",
      attributes: ["colour:Rust", `size:${size}`],
      price: 20,
      stock: at,
    }));
    await using visit = await visitShop([...shirts, ...items]);
    const { text } = await visit.page("/product/M");
    const links = [...text.matchAll(/<a class="variant[^"]*" href="([^"]*)"/g)].map(([, href]) => href);
    expect(links).toEqual(["/product/S", "/product/M", "/product/L"]);
    expect(text).toMatch(/class="variant sold-out" href="\/product\/S"/);
    expect(text).toMatch(/href="\/product\/M"[^>]*aria-current="page"/);
    expect(text).toContain("<span>Rust, L</span>");
    expect((await visit.page("/product/item-4")).text).not.toContain('class="variants"');
  });

  test.each(["/product/item-4", "/", "/order"])("%s shows no product in two rows", async (path) => {
    await using visit = await visitShop(catalogue(96), ["c1"]);
    await visit.submit("/customer", { customerId: "c1" });
    await visit.submit("/product/item-7/events", { type: "cart" });
    await visit.submit("/cart/buy");
    const { text } = await visit.page(path);
    const shown = [...text.matchAll(/data-item="([^"]*)"/g)].map(([, id]) => id);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown).toHaveLength(new Set(shown).size);
  });

  test("is only the stage when htmx changes it in place, and the whole document otherwise", async () => {
    await using visit = await visitShop(items);
    expect((await visit.part("/product/item-4")).text).toStartWith("<title>Enamel");
    const restored = {
      "hx-request": "true",
      "hx-request-type": "full",
      "hx-history-restore-request": "true",
    };
    const whole = await visit.request("/product/item-4", { headers: restored });
    expect(whole.text).toStartWith("<!doctype html>");
    expect(whole.headers.get("cache-control")).toBe("no-store");
  });

  test("reports a click with the list it came from, a plain view without one", async () => {
    await using visit = await visitShop(items);
    expect((await visit.part("/product/item-4?rec=list-7")).text).toContain(
      'hx-vals="{&quot;type&quot;:&quot;click&quot;,&quot;rec&quot;:&quot;list-7&quot;}"',
    );
    expect((await visit.part("/product/item-4")).text).toContain(
      'hx-vals="{&quot;type&quot;:&quot;view&quot;}"',
    );
    expect(visit.api.events).toEqual([]);
  });

  test("works for ids that need encoding", async () => {
    const itemId = 'a/b?c#d&e="f" %25';
    await using visit = await visitShop([{ itemId, title: "Odd" }]);
    const { status, text } = await visit.page(`/product/${encodeURIComponent(itemId)}`);
    expect(status).toBe(200);
    expect(text).toContain(`/product/${encodeURIComponent(itemId)}/events`);
    await visit.send(`/product/${encodeURIComponent(itemId)}/events`, { type: "view" });
    expect(visit.api.events).toMatchObject([{ itemId }]);
  });
});

describe("what a shopper does", () => {
  test("a click sends the event and answers with the changed row", async () => {
    await using visit = await visitShop(items);
    const home = await visit.page("/");
    const shown = cardsIn(home.text, "for-you");
    const { status, text } = await visit.send("/product/item-6/events", { type: "click", rec: "r1", shown });
    expect(status).toBe(200);
    expect(visit.api.events).toMatchObject([
      {
        itemId: "item-6",
        type: "click",
        recommendationId: "r1",
        customerId: expect.stringMatching(/^visitor-/),
      },
    ]);
    const picks = cardsIn(text, "for-you");
    expect(picks).not.toEqual(shown);
    expect(text.match(/class="flag"/g)).toHaveLength(picks.filter((id) => !shown.includes(id)).length);
    expect(text).toContain("picks changed just now");
  });

  test("a stranger's actions are the session of the next question, a customer's are not", async () => {
    await using visit = await visitShop(items, ["c1"]);
    await visit.page("/");
    await visit.send("/product/item-6/events", { type: "view" });
    await visit.send("/product/item-7/events", { type: "cart" });
    expect(visit.api.questions.at(-1)?.session).toEqual([
      { itemId: "item-6", type: "view" },
      { itemId: "item-7", type: "cart" },
    ]);
    await visit.submit("/customer", { customerId: "c1" });
    await visit.send("/product/item-8/events", { type: "view" });
    expect(visit.api.questions.at(-1)?.session).toBeUndefined();
    expect(visit.api.events.at(-1)).toMatchObject({ customerId: "c1", itemId: "item-8" });
  });

  test("adding to the cart counts it in the page's header", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.send("/product/item-6/events", { type: "cart" });
    expect(text).toContain("Added to your cart.");
    expect(text).toMatch(/id="cart-link"[^>]*hx-swap-oob="true">Cart <span class="count">1</);
  });

  test("is not counted when the API does not take it, and the page says so", async () => {
    await using visit = await visitShop(items);
    visit.api.failWith = 503;
    const { text } = await visit.send("/product/item-6/events", { type: "cart" });
    expect(text).toContain("Not saved: the API is not ready yet.");
    expect(text).toContain('<span class="count">0<');
    visit.api.failWith = undefined;
    expect((await visit.page("/cart")).text).toContain("It is empty.");
  });

  test("works without scripts, by ordinary forms", async () => {
    await using visit = await visitShop(items);
    const answer = await visit.submit("/product/item-6/events", { type: "cart" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/product/item-6");
    expect((await visit.page("/cart")).text).toContain("Oak Bookends");
  });

  test.each([{}, { type: "steal" }, { type: "view", rec: "x".repeat(257) }])(
    "is refused when it makes no sense: %p",
    async (fields) => {
      await using visit = await visitShop(items);
      expect((await visit.send("/product/item-6/events", fields)).status).toBe(400);
      expect(visit.api.events).toEqual([]);
    },
  );

  test("is refused when another site sends it", async () => {
    await using visit = await visitShop(items);
    const answer = await visit.request("/product/item-6/events", {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
      body: new URLSearchParams({ type: "purchase" }),
    });
    expect(answer.status).toBe(403);
    expect(visit.api.events).toEqual([]);
  });
});
