// A purchase is credited to the list whose click led to it, on every path through the shop: the last click counts.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { BrowserContext, Page } from "playwright-core";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { catalogue } from "./catalogue.ts";
import { type Visit, visitShop } from "./visit.ts";

const ITEM = "item-14";

describe.skipIf(!hasBrowser)("a purchase is credited to the list that led to it", () => {
  describe.each([true, false])("with scripts: %p", (scripts) => {
    let visit: Visit;
    let browser: TestBrowser | undefined;
    let context: BrowserContext;
    let home: string;
    let page: Page;

    beforeAll(async () => {
      visit = await visitShop(catalogue(48));
      visit.app.listen({ port: 0, hostname: "127.0.0.1" });
      home = `http://127.0.0.1:${visit.app.server?.port}`;
      browser = await openBrowser({ scripts });
      ({ context } = browser);
    }, 60_000);

    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]();
      await visit.app.stop(true);
      await visit.api.stop();
    });

    beforeEach(async () => {
      await context.clearCookies();
      page = await context.newPage();
      await page.goto(home);
    });
    // A tab that is closed while its document loads can stay open for ever (Chromium 156).
    afterEach(async () => {
      await page.waitForLoadState();
      await page.close();
    });

    /** Opens a product from a row of the page and gives the id of the list that it was in. */
    async function open(row: string, on = page): Promise<string> {
      const link = on.locator(`${row} .card[data-item="${ITEM}"] a`).first();
      const rec = new URL((await link.getAttribute("href")) ?? "", home).searchParams.get("rec");
      const counted = visit.api.events.length;
      await link.click();
      await on.waitForSelector("#product-title");
      if (scripts) await until(() => visit.api.events.length > counted);
      return rec ?? "none";
    }

    /** Finds the product by the search, where no list is. */
    async function find(): Promise<void> {
      await page.goto(`${home}/search?q=brass+reading`);
      await page.locator(`.results .card[data-item="${ITEM}"] a`).click();
      await page.waitForSelector("#product-title");
    }

    async function bought(button: string, on = page): Promise<string | undefined> {
      await on.click(button);
      await until(() => visit.api.events.at(-1)?.type === "purchase");
      const purchase = visit.api.events.at(-1);
      visit.api.events.push({ customerId: "none", itemId: "none", type: "view" });
      return purchase?.recommendationId;
    }

    async function intoCart(on = page): Promise<void> {
      const before = visit.api.events.length;
      await on.click("text=Add to cart");
      await until(() => visit.api.events.slice(before).some(({ type }) => type === "cart"));
      await on.waitForSelector('#cart-link .count >> text="1"');
    }

    test("at once", async () => {
      expect(await open("#trending")).toBe((await bought("text=Buy now")) ?? "");
    }, 30_000);

    test("through the cart and another page", async () => {
      const list = await open("#trending");
      await intoCart();
      expect(visit.api.events.at(-1)?.recommendationId).toBe(list);
      await page.goto(home);
      await page.click("#cart-link");
      expect(await bought("text=Buy everything")).toBe(list);
    }, 30_000);

    test("after going back and forward", async () => {
      const list = await open("#trending");
      await page.goBack();
      await page.waitForSelector("#trending");
      await page.goForward();
      await page.waitForSelector("#product-title");
      expect(await bought("text=Buy now")).toBe(list);
    }, 30_000);

    test("when the product is found again by the search, and the page loaded anew", async () => {
      const list = await open("#trending");
      await find();
      await page.reload();
      await intoCart();
      await page.click("#cart-link");
      expect(await bought("text=Buy everything")).toBe(list);
    }, 30_000);

    test("of the last click, when it was in several lists", async () => {
      const first = await open("#trending");
      await page.goto(home);
      const last = await open("#trending");
      expect(last).not.toBe(first);
      await find();
      expect(await bought("text=Buy now")).toBe(last);
    }, 30_000);

    test("of the last click, when it was put into the cart after an earlier one", async () => {
      await open("#trending");
      await intoCart();
      await page.goto(home);
      const last = await open("#trending");
      await page.click("#cart-link");
      expect(await bought("text=Buy everything")).toBe(last);
    }, 30_000);

    test("of the last click, when it is open in several tabs", async () => {
      const other = await context.newPage();
      await other.goto(home);
      await open("#trending");
      const last = await open("#trending", other);
      expect(await bought("text=Buy now")).toBe(last);
      await other.close();
    }, 30_000);

    test("once: what is bought again without a click is credited to none", async () => {
      await open("#trending");
      await bought("text=Buy now");
      await find();
      expect(await bought("text=Buy now")).toBeUndefined();
    }, 30_000);

    test("and to none when no list led to it", async () => {
      await find();
      expect(await bought("text=Buy now")).toBeUndefined();
    }, 30_000);
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("it did not happen within ten seconds");
    await Bun.sleep(10);
  }
}
