// Search results, page by page.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { cardsIn, visitShop } from "../../test/visit.ts";

const items = catalogue(60);
const found = (html: string) =>
  [...html.slice(html.indexOf('class="row results"')).matchAll(/data-item=/g)].length;

describe("search", () => {
  test("says so when nothing matches", async () => {
    await using visit = await visitShop(items);
    const { status, text } = await visit.page("/search?q=unicorn");
    expect(status).toBe(200);
    expect(text).toContain("Nothing matches.");
  });

  test("finds by words and keeps them in the box", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.page("/search?q=trowel");
    expect(found(text)).toBe(5);
    expect(text).toContain('value="trowel"');
    expect(text).toContain("Results for “trowel”");
  });

  test("says what it searched for instead of a mistyped word", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.page("/search?q=lampp");
    expect(text).toContain("This is what “lamp” finds.");
    expect(found(text)).toBe(5);
    expect((await visit.page("/search?q=lamp")).text).not.toContain("Nothing has these words");
  });

  test("lists a category", async () => {
    await using visit = await visitShop(items);
    expect(found((await visit.page("/search?category=Garden")).text)).toBe(15);
  });

  test("narrows by brand, price and stock, sorts, and shows what is chosen", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.page(
      "/search?category=Kitchen&brand=Ash+%26+Oak&priceMin=10&priceMax=60&inStock=1&sort=price-desc",
    );
    const prices = [...text.slice(text.indexOf('class="row results"')).matchAll(/class="price">\$([\d.]+)/g)];
    const amounts = prices.map(([, price]) => Number(price));
    expect(amounts.length).toBeGreaterThan(3);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    expect(Math.max(...amounts)).toBeLessThan(60);
    expect(text).not.toContain("Out of stock<");
    for (const part of [
      '<option value="Kitchen" selected="">',
      '<option value="Ash &amp; Oak" selected="">',
      '<option value="price-desc" selected="">',
      'name="priceMin" min="0" step="any" inputmode="decimal" value="10"',
      'name="inStock" value="1" checked=""',
      '<h1 id="results-title">Ash &amp; Oak: Kitchen</h1>',
    ])
      expect(text).toContain(part);
  });

  test("takes empty fields of its form for none", async () => {
    await using visit = await visitShop(items);
    const { status, text } = await visit.page("/search?category=&brand=&priceMin=&priceMax=&sort=");
    expect([status, found(text)]).toEqual([200, 24]);
  });

  test.each(["priceMin=cheap", "priceMax=-1", "priceMax=1e10", "sort=dear", "inStock=yes"])(
    "refuses a filter that makes no sense: %s",
    async (filter) => {
      await using visit = await visitShop(items);
      expect((await visit.page(`/search?${filter}`)).status).toBe(400);
    },
  );

  test("begins a category with what this shopper might take of it, and repeats none of it", async () => {
    await using visit = await visitShop(items);
    const { text } = await visit.page("/search?category=Garden");
    const picks = cardsIn(text, "picks");
    expect(picks).toHaveLength(6);
    expect(found(text)).toBe(15);
    expect(text.match(/data-item="item-1"/g)).toHaveLength(1);
    expect((await visit.page("/search?category=Garden&sort=newest")).text).not.toContain('id="picks"');
  });

  test("shows one of a product's variants", async () => {
    const variants = ["S", "M", "L"].map((size) => ({
      itemId: size,
      title: `Shirt ${size}`,
      groupId: "shirt",
    }));
    await using visit = await visitShop([...variants, ...items]);
    expect(found((await visit.page("/search?q=shirt")).text)).toBe(1);
  });

  test("links to the next page until there is none", async () => {
    await using visit = await visitShop(items);
    const first = await visit.part("/search?q=");
    expect(found(first.text)).toBe(24);
    expect(first.text).toContain('href="/search?after=24"');
    const last = await visit.part("/search?after=48");
    expect(found(last.text)).toBe(12);
    expect(last.text).not.toContain("More results");
  });

  test("tries again by itself while the API is away", async () => {
    await using visit = await visitShop(items);
    visit.api.failWith = 500;
    const { status, text } = await visit.part("/search?q=lamp&brand=Tempo");
    expect(status).toBe(503);
    expect(text).toContain('hx-get="/search?q=lamp&amp;brand=Tempo"');
  });

  test.each([
    "q=" + "x".repeat(201),
    "category=" + "x".repeat(257),
    "brand=" + "x".repeat(257),
    "after=" + "x".repeat(1001),
  ])("refuses a term that is longer than the API takes, and asks nothing: %.20s", async (term) => {
    await using visit = await visitShop(items);
    const { status, text } = await visit.page(`/search?${term}`);
    expect([status, visit.api.asked]).toEqual([400, 0]);
    expect(text).not.toContain("every 3s");
  });

  test("takes words with commas, brackets and braces as they are", async () => {
    await using visit = await visitShop(items);
    for (const q of ["Pot, 4 L", "[1,2]", '{"a":1}', ",", "true"]) {
      const { status, text } = await visit.page(`/search?q=${encodeURIComponent(q)}`);
      expect({ q, status }).toEqual({ q, status: 200 });
      if (q === "Pot, 4 L") expect(found(text)).toBe(5);
    }
  });

  test("is a page that does not ask again when the API refuses the question", async () => {
    await using visit = await visitShop(items);
    visit.api.failWith = 400;
    const { status, text } = await visit.part("/search?q=lamp");
    expect(status).toBe(400);
    expect(text).toContain("Not understood");
    expect(text).not.toContain("every 3s");
    expect(text).not.toContain("tries again");
  });

  test("does not find what is hidden", async () => {
    await using visit = await visitShop([{ itemId: "veiled", title: "Veiled lamp", hidden: true }]);
    expect((await visit.page("/search?q=veiled")).text).toContain("Nothing matches.");
  });
});
