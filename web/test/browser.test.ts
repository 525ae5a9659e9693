// The shop in a real browser: only there htmx runs and the content security policy applies.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { catalogue } from "./catalogue.ts";
import { IMAGE_ORIGINS, type Visit, visitShop } from "./visit.ts";

/** Its photograph is at an address that is allowed and nowhere. */
const BROKEN = { itemId: "broken", title: "Broken", imageUrl: `${IMAGE_ORIGINS[0]}/gone.jpg` };

describe.skipIf(!hasBrowser)("in a browser", () => {
  let visit: Visit;
  let browser: TestBrowser | undefined;
  let page: Page;
  let home: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    visit = await visitShop([...catalogue(96), BROKEN], ["c1"]);
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    home = `http://127.0.0.1:${visit.app.server?.port}/`;
    browser = await openBrowser();
    page = browser.context.pages()[0] ?? (await browser.context.newPage());
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await visit?.app.stop(true);
    await visit?.api.stop();
  });

  const picks = () =>
    page
      .locator("#for-you .card")
      .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item")));

  test("a click on a product opens it in place, is recorded, and changes the row", async () => {
    await page.goto(home);
    const before = await picks();
    await page.locator("#trending .card a").nth(8).click();
    await page.waitForSelector("#for-you .fresh");
    expect(await page.locator("h1").textContent()).toBe("Brass Reading Lamp, No. 2");
    expect(new URL(page.url()).pathname).toBe("/product/item-14");
    expect(await page.title()).toBe("Brass Reading Lamp, No. 2 · Aisle");
    expect(visit.api.events.at(-1)).toMatchObject({ itemId: "item-14", type: "click" });
    expect(visit.api.events.at(-1)?.recommendationId).toBeString();
    expect(await picks()).not.toEqual(before);
    expect(await page.locator("#for-you .note").first().textContent()).toContain("picks changed just now");
  }, 30_000);

  test("a product goes into the cart and is bought there", async () => {
    await page.click("text=Add to cart");
    await page.waitForSelector("#notice >> text=Added to your cart.");
    await page.click("#cart-link");
    await page.click("text=Buy everything");
    await page.waitForSelector("#order-title");
    expect(new URL(page.url()).pathname).toBe("/order");
    expect(await page.locator("#cart-link .count").textContent()).toBe("0");
    expect(visit.api.events.at(-1)).toMatchObject({ itemId: "item-14", type: "purchase" });
  }, 30_000);

  test("the search changes the page in place, and going back brings the last page again", async () => {
    await page.fill("input[type=search]", "trowel");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".results .card");
    await page.goBack();
    await page.waitForSelector("#order-title");
    expect(await page.title()).toBe("Your order · Aisle");
  }, 30_000);

  test("filters change the results at once and leave the keyboard where it is", async () => {
    await page.goto(`${home}search?q=trowel`);
    await page.focus("#filter-sort");
    await page.selectOption("#filter-sort", "price-desc");
    await page.waitForURL(/sort=price-desc/);
    await page.waitForSelector("#filter-sort:focus");
    await page.fill("#filter-priceMin", "30");
    await page.keyboard.press("Tab");
    await page.waitForURL(/priceMin=30/);
    const prices = await page.locator(".results .price").allTextContents();
    expect(prices.map((price) => Number(price.slice(1))).every((price) => price >= 30)).toBe(true);
    await page.waitForSelector("#filter-priceMax:focus");
  }, 30_000);

  test("why a product is shown opens above the page and moves nothing", async () => {
    await page.goto(home);
    const card = page.locator("#trending .card").nth(1);
    await card.scrollIntoViewIfNeeded();
    const before = await card.boundingBox();
    await card.locator("button.why").click();
    const reasons = page.locator(".reasons:popover-open");
    expect(await reasons.locator(".reason").textContent()).toContain("“the shop”.");
    expect(await card.boundingBox()).toEqual(before);
    await page.keyboard.press("Escape");
    await reasons.waitFor({ state: "hidden" });
  }, 30_000);

  test("sliders change the row at once, for who looks at what the recommender sees", async () => {
    await page.click("text=Show what the recommender sees");
    await page.waitForSelector("#tuning");
    await page.fill("#tuning input[name=priceMax]", "20");
    await page.waitForSelector('#for-you pre >> text="max": 20', { state: "attached" });
    expect(visit.api.questions.at(-1)).toMatchObject({ filter: { price: { max: 20 } } });
  }, 30_000);

  test("a photograph that cannot be loaded gives way to its drawing", async () => {
    await page.goto(`${home}product/broken`);
    await page.waitForSelector('.product img[src^="/pictures/"]:not(.photo)');
    await page.waitForFunction("document.querySelector('.product img').naturalWidth > 0");
  }, 30_000);

  test("another model shows in the badge and in the row by itself", async () => {
    await page.goto(home);
    visit.api.version = "2";
    await page.waitForSelector("#for-you .answered >> text=model 2", { timeout: 15_000 });
    expect(await page.locator("#model b").textContent()).toBe("2");
  }, 30_000);

  test("a row in trouble recovers by itself", async () => {
    visit.api.failWith = 503;
    await page.goto(home);
    await page.waitForSelector("#for-you .trouble");
    visit.api.failWith = undefined;
    await page.waitForSelector("#for-you .card", { timeout: 15_000 });
    await page.waitForSelector("#trending .card", { timeout: 15_000 });
  }, 30_000);

  test("no page is wider than a phone", async () => {
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of ["", "product/item-1", "cart", "order", "search?q=", "customers", "customers/c1"]) {
        await page.goto(home + path);
        const scrollWidth = await page.evaluate("document.documentElement.scrollWidth");
        expect({ path, scrollWidth }).toEqual({ path, scrollWidth: width });
      }
    }
  }, 30_000);

  test("nothing of it broke the content security policy or threw", () => {
    expect(complaints.filter((text) => !/503|ERR_NAME_NOT_RESOLVED|ERR_INTERNET/.test(text))).toEqual([]);
  });
});
