// The shop in a browser that runs no scripts: links, forms and what the browser opens by itself are enough.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { catalogue } from "./catalogue.ts";
import { type Visit, visitShop } from "./visit.ts";

describe.skipIf(!hasBrowser)("without scripts", () => {
  let visit: Visit;
  let browser: TestBrowser | undefined;
  let page: Page;
  let home: string;

  beforeAll(async () => {
    visit = await visitShop(catalogue(96), ["c1"]);
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    home = `http://127.0.0.1:${visit.app.server?.port}/`;
    browser = await openBrowser({ scripts: false });
    page = browser.context.pages()[0] ?? (await browser.context.newPage());
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await visit?.app.stop(true);
    await visit?.api.stop();
  });

  test("a customer is chosen after a look at what they did", async () => {
    await page.goto(home);
    await page.click(".history-link");
    expect(await page.locator(".act").count()).toBe(1);
    await page.click("text=Shop as");
    await page.waitForSelector("#for-you .card");
    expect(visit.api.questions.at(-1)).toMatchObject({ customerId: "c1" });
  }, 30_000);

  test("why a product is shown opens and closes", async () => {
    const card = page.locator("#for-you .card").first();
    await card.scrollIntoViewIfNeeded();
    const before = await card.boundingBox();
    await card.locator("button.why").click();
    const reasons = page.locator(".reasons:popover-open");
    expect(await reasons.locator(".reason").textContent()).toContain("because you looked at");
    expect(await card.boundingBox()).toEqual(before);
    await reasons.locator("text=Close").click();
    expect(await reasons.count()).toBe(0);
  }, 30_000);

  test("what the recommender sees can be shown, and asked again with other rules", async () => {
    await page.click("text=Show what the recommender sees");
    await page.waitForSelector("#tuning");
    await page.fill("#tuning input[name=priceMax]", "30");
    await page.click("text=Ask again");
    await page.waitForSelector("#tuning");
    const question = visit.api.questions.findLast(({ customerId }) => customerId === "c1");
    expect(question).toMatchObject({ filter: { price: { max: 30 } } });
    expect(await page.inputValue("#tuning input[name=priceMax]")).toBe("30");
  }, 30_000);

  test("a search is narrowed, and a product of it bought three times", async () => {
    await page.fill("input[type=search]", "trowel");
    await page.click("text=Search");
    await page.waitForSelector(".results .card");
    await page.selectOption("select[name=sort]", "price-desc");
    await page.click("text=Show >> visible=true");
    await page.waitForURL(/sort=price-desc/);
    await page.locator(".results .card a").first().click();
    await page.waitForSelector("#product-title");
    await page.click("text=Add to cart");
    await page.click("#cart-link");
    await page.fill("input[name=quantity]", "3");
    await page.click("text=Update");
    await page.waitForSelector('#cart-link .count >> text="3"');
    await page.click("text=Buy everything");
    await page.waitForSelector("#order-title");
    expect(visit.api.events.at(-1)).toMatchObject({ customerId: "c1", type: "purchase", value: 3 });
    expect(await page.locator("#next .card").count()).toBe(6);
  }, 30_000);
});
