// The cart: what it shows, what buying does.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { cardsIn, visitShop } from "../../test/visit.ts";

const items = catalogue(48);

describe("the cart", () => {
  test("is empty at first and asks for no suggestions", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.page("/cart");
    expect(text).toContain("It is empty.");
    expect(cardsIn(text, "suggestions")).toEqual([]);
  });

  test("shows its products, their total, and what goes with them", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    await visit.send("/product/item-10/events", { type: "cart" });
    const { text } = await visit.page("/cart");
    expect(text).toContain("Walnut Serving Board");
    expect(text).toContain("Total $9.50, and 1 without a known price");
    expect(cardsIn(text, "suggestions")).toHaveLength(6);
    expect(cardsIn(text, "suggestions")).not.toContain("item-0");
  });

  test("keeps its products by id while the API cannot tell more", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    visit.api.failWith = 500;
    const { text } = await visit.page("/cart");
    expect(text).toContain("item-0");
    expect(text).toMatch(/id="suggestions"[^>]*hx-get="\/cart\/suggestions" hx-trigger="every 3s"/);
  });

  test("loses what is taken out, and the API is told that it is there no longer", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    const { text } = await visit.send("/cart/remove", { itemId: "item-0" });
    expect(text).toContain("It is empty.");
    expect(visit.api.events.map(({ type, value }) => [type, value])).toEqual([
      ["cart", undefined],
      ["cart", 0],
    ]);
    await visit.send("/cart/remove", { itemId: "item-0" });
    expect(visit.api.events).toHaveLength(2);
  });

  test("loses what is taken out also while the API cannot be told", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    visit.api.failWith = 500;
    expect((await visit.send("/cart/remove", { itemId: "item-0" })).text).toContain("It is empty.");
  });

  test("has as many of a product as one says, and buys so many", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart", rec: "list-1" });
    const { text } = await visit.send("/cart/quantity", { itemId: "item-0", quantity: "3" });
    expect(text).toContain("Total $28.50");
    expect(text).toMatch(/id="cart-link"[^]*<span class="count">3</);
    expect((await visit.page("/cart")).text).toContain('name="quantity" min="1" max="99" value="3"');
    await visit.submit("/cart/buy");
    expect(visit.api.events.at(-1)).toMatchObject({ type: "purchase", value: 3, recommendationId: "list-1" });
    expect((await visit.page("/order")).text).toContain("Quantity 3");
  });

  test("becomes purchases that name the lists they came from, and the row changes", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart", rec: "list-1" });
    await visit.send("/product/item-1/events", { type: "cart" });
    const { text, headers } = await visit.send("/cart/buy");
    const [first, second] = visit.api.events.slice(2);
    expect(first).toMatchObject({ itemId: "item-0", type: "purchase", recommendationId: "list-1" });
    expect(second).toMatchObject({ itemId: "item-1", type: "purchase" });
    expect(second).not.toHaveProperty("recommendationId");
    expect(headers.get("hx-push-url")).toBe("/order");
    for (const part of [
      "Thank you for your order",
      "Walnut Serving Board",
      "Copper Watering Can",
      "Total $31.00",
    ])
      expect(text).toContain(part);
    expect(text).toContain('<span class="count">0<');
    expect(cardsIn(text, "next")).toHaveLength(6);
    expect(cardsIn(text, "for-you").filter((id) => cardsIn(text, "next").includes(id))).toEqual([]);
    expect((await visit.page("/order")).text).toContain("Thank you for your order");
    expect(visit.api.questions.at(-1)?.session?.map(({ type }) => type)).toEqual([
      "cart",
      "cart",
      "purchase",
      "purchase",
    ]);
  });

  test("keeps what the API no longer knows, and says so", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    visit.cookies.set("aisle_cart", Buffer.from('[["gone"],["item-0"]]').toString("base64url"));
    const { text } = await visit.send("/cart/buy");
    expect(text).toContain("Not saved: the shop no longer knows the product.");
    expect(text.match(/class="line"/g)).toHaveLength(1);
    expect(text).toContain('aria-label="Remove gone"');
    expect(text).toContain("No longer sold");
    expect(text).not.toContain("Buy everything");
    expect(visit.api.events.map(({ itemId, type }) => `${itemId} ${type}`)).toEqual([
      "item-0 cart",
      "item-0 purchase",
    ]);
  });

  test("stays as it is when the API does not take the purchase", async () => {
    await using visit = await visitShop(items);
    await visit.send("/product/item-0/events", { type: "cart" });
    visit.api.failWith = 500;
    expect((await visit.send("/cart/buy")).text).toContain("Not saved");
    visit.api.failWith = undefined;
    expect((await visit.page("/cart")).text).toContain("Walnut Serving Board");
  });

  test("of fifty products asks the API no more often than of one", async () => {
    await using visit = await visitShop(items);
    const askedBy = async (path: string) => {
      const before = visit.api.asked;
      await visit.page(path);
      return visit.api.asked - before;
    };
    await visit.send("/product/item-0/events", { type: "cart" });
    await askedBy("/cart");
    const once = await askedBy("/cart");
    for (let at = 1; at < 48; at++) await visit.send(`/product/item-${at}/events`, { type: "cart" });
    expect((await visit.page("/cart")).text.match(/class="line"/g)).toHaveLength(48);
    expect(await askedBy("/cart")).toBe(once);
  });

  test("of a cookie as long as the header takes is a stranger's, and empty", async () => {
    await using visit = await visitShop(items);
    const lines = Array.from({ length: 1500 }, (_, at) => [`i${at}`]);
    visit.cookies.set(
      "aisle_cart",
      Buffer.from(JSON.stringify(lines)).toString("base64url").slice(0, 15_600),
    );
    const { status, text, headers } = await visit.page("/cart");
    // The categories in the header alone.
    expect([status, visit.api.asked]).toEqual([200, 1]);
    expect(text).toContain("It is empty.");
    expect(headers.getSetCookie().some((cookie) => cookie.startsWith("aisle_cart="))).toBe(true);
  });

  test("shows a hidden product as no longer sold, and buys the others", async () => {
    const shelf = [{ itemId: "veiled", title: "Veiled", hidden: true }, ...items];
    await using visit = await visitShop(shelf);
    await visit.send("/product/item-0/events", { type: "cart" });
    visit.cookies.set("aisle_cart", Buffer.from('[["veiled"],["item-0"]]').toString("base64url"));
    const { text } = await visit.page("/cart");
    expect(text).toContain("No longer sold");
    expect(text).toContain("Total $9.50<");
    await visit.send("/cart/buy");
    expect(visit.api.events.map(({ itemId, type }) => `${itemId} ${type}`)).toEqual([
      "item-0 cart",
      "item-0 purchase",
    ]);
  });

  test("is bought without scripts, by a form without fields", async () => {
    await using visit = await visitShop(items);
    await visit.submit("/product/item-0/events", { type: "cart" });
    const { status, headers } = await visit.submit("/cart/buy");
    expect([status, headers.get("location")]).toEqual([303, "/order"]);
    expect(visit.api.events.at(-1)).toMatchObject({ itemId: "item-0", type: "purchase" });
    expect((await visit.page("/cart")).text).toContain("It is empty.");
  });

  test("takes products out whose ids have commas and brackets", async () => {
    await using visit = await visitShop([{ itemId: "a,b" }, { itemId: "[1]" }, ...items]);
    for (const itemId of ["a,b", "[1]", "item-0"]) {
      await visit.submit(`/product/${encodeURIComponent(itemId)}/events`, { type: "cart" });
      expect((await visit.page("/cart")).text.match(/class="line"/g)).toHaveLength(1);
      await visit.submit("/cart/remove", { itemId });
      expect((await visit.page("/cart")).text).toContain("It is empty.");
    }
  });
});
