// Search results, page by page.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../test/catalogue.ts";
import { visitShop } from "../../test/visit.ts";

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

  test("lists a category", async () => {
    await using visit = await visitShop(items);
    expect(found((await visit.page("/search?category=Garden")).text)).toBe(15);
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

  test("refuses an endless question", async () => {
    await using visit = await visitShop(items);
    expect((await visit.page(`/search?q=${"x".repeat(300)}`)).status).toBe(400);
  });
});
