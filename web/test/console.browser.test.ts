// The console in a real browser, on a phone and on a desktop, with scripts and without.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { catalogue } from "./catalogue.ts";
import { withReport } from "./data-report.ts";
import { type FakeMlflow, fakeMlflow } from "./fake-mlflow.ts";
import { withModels } from "./models.ts";
import { NO_ORDERS } from "./no-orders.ts";
import { type Visit, visitShop } from "./visit.ts";

const PAGES = [
  "",
  "/models",
  "/data",
  "/models/compare?left=1&right=2",
  "/models/order?kind=promote&version=1",
  "/catalogue?q=lamp",
  "/items/item-1",
  "/customers/c1",
  "/customers/c1/erase",
  "/rules",
  "/rules/edit",
  "/rules/versions/1",
];

const LONG_ID = `c${"1".repeat(255)}`;

/** All that a first visit transfers, in bytes. */
const MAX_TRANSFER = 60 * 1_024;

describe.skipIf(!hasBrowser).each([
  ["with scripts on a desktop", true, 1280],
  ["without scripts on a phone", false, 390],
] as const)("the console %s", (_, scripts, width) => {
  let mlflow: FakeMlflow;
  let visit: Visit;
  let browser: TestBrowser;
  let page: Page;
  let home: string;

  beforeAll(async () => {
    mlflow = withReport(withModels(fakeMlflow()));
    visit = await visitShop(catalogue(96), ["c1", LONG_ID], {
      consoleHosts: ["localhost"],
      mlflow: mlflow.settings,
      operations: NO_ORDERS,
    });
    visit.api.rules.save([{ name: "x".repeat(256), pin: [LONG_ID] }], "anna");
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    home = `http://127.0.0.1:${visit.app.server?.port}/console`;
    browser = await openBrowser({ scripts });
    page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await visit?.app.stop(true);
    await visit?.api.stop();
    await mlflow?.[Symbol.asyncDispose]();
  });

  test("is no wider than the screen, whatever ids and names are long", async () => {
    for (const path of PAGES) {
      await page.goto(home + path);
      const box = await page.locator("html").boundingBox();
      const widest = await page
        .locator("main > *, main section, main li")
        .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
      expect([path, (box?.width ?? 0) <= width, widest <= width]).toEqual([path, true, true]);
    }
  }, 60_000);

  test("has a rule added, tried, saved, and taken back", async () => {
    await page.goto(`${home}/rules`);
    await page.click("text=Add a rule");
    await page.fill("[name=name]", "Lamps first");
    await page.fill("[name=pin]", "item-6\nitem-18");
    await page.fill("[name=tryCustomer]", "c1");
    await page.click("button[value=try]");
    await page.waitForSelector("text=into the list");
    await page.click("button[value=save]");
    await page.waitForSelector("text=Saved as version 2.");
    expect(await page.locator(".rule").count()).toBe(2);
    await page.click("[aria-label='Version 1']");
    await page.click("text=Go back to these rules");
    await page.waitForSelector("text=Saved as version 3.");
    expect(await page.locator(".rule").count()).toBe(1);
  }, 60_000);

  test("unfolds the steps to a customer's list, and leads from a product to who is shown it and back", async () => {
    await page.goto(`${home}/customers/c1`);
    const rules = page.locator("[aria-label='Products that were left out']");
    expect(await rules.isVisible()).toBe(false);
    await page.click("text=5. Rules");
    expect(await rules.isVisible()).toBe(true);
    await page.click("#steps ~ .step table a >> nth=0");
    await page.waitForSelector("#neighbours");
    await page.click("#shown-to ~ ul a >> nth=0");
    await page.waitForSelector("#steps");
    expect(page.url()).toBe(`${home}/customers/c1`);
  }, 60_000);

  test("erases a customer after a question", async () => {
    await page.goto(`${home}/catalogue`);
    await page.fill("[name=id]", "c1");
    await page.click("text=Open");
    await page.click("text=Erase");
    await page.check("[name=confirm]");
    await page.click("button.danger");
    await page.waitForSelector("text=Erased: 1 event and all attributes.");
    expect(visit.api.events.some(({ customerId }) => customerId === "c1")).toBe(false);
  }, 60_000);
});

test("a first visit to the console transfers little", async () => {
  await using visit = await visitShop(catalogue(96), ["c1"], { consoleHosts: ["localhost"] });
  const gzip = { headers: { "accept-encoding": "gzip" } };
  const first = await visit.app.handle(
    new Request("http://localhost/console", { headers: { ...gzip.headers, host: "localhost" } }),
  );
  const document = new Uint8Array(await first.arrayBuffer());
  const paths = new TextDecoder()
    .decode(Bun.gunzipSync(document))
    .matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g);
  let bytes = document.length;
  for (const [, path] of paths) {
    const asset = await visit.app.handle(new Request(`http://localhost${path}`, gzip));
    bytes += (await asset.arrayBuffer()).byteLength;
  }
  expect(bytes).toBeLessThan(MAX_TRANSFER);
});
