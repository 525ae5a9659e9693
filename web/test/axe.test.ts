// Every page of the shop, read by axe-core as a screen reader and a keyboard meet it: light and dark, phone and desktop.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { Prometheus } from "../src/console/prometheus/prometheus.ts";
import { catalogue } from "./catalogue.ts";
import { withReport } from "./data-report.ts";
import { type FakeMlflow, fakeMlflow } from "./fake-mlflow.ts";
import { type FakePrometheus, startFakePrometheus } from "./fake-prometheus.ts";
import { withModels } from "./models.ts";
import { NO_ORDERS } from "./no-orders.ts";
import { type Visit, visitShop } from "./visit.ts";

const SHIRTS = ["S", "M"].map((size, at) => ({
  itemId: `shirt-${size}`,
  title: `Shirt, ${size}`,
  groupId: "shirt",
  categories: ["Clothing", "Shirts"],
  attributes: ["colour:Rust", `size:${size}`],
  price: 20,
  stock: at,
}));

const PAGES = [
  "",
  "product/item-4",
  "product/shirt-S",
  "search?q=lamp",
  "search?q=unicorn",
  "search?category=Garden",
  "cart",
  "order",
  "customers",
  "customers/c1",
  "nowhere",
  "console",
  "console?range=week&paused=1",
  "console/models",
  "console/data",
  "console/models/compare?left=1&right=2",
  "console/models/order?kind=promote&version=1",
  "console/catalogue?q=lamp",
  "console/items/item-4",
  "console/customers/c1",
  "console/customers/c1/erase",
  "console/rules",
  "console/rules/edit",
  "console/rules/versions/1",
];

describe.skipIf(!hasBrowser)("axe-core finds nothing", () => {
  let mlflow: FakeMlflow;
  let visit: Visit;
  let prometheus: FakePrometheus;
  let browser: TestBrowser;
  let home: string;

  beforeAll(async () => {
    mlflow = withReport(withModels(fakeMlflow()));
    prometheus = startFakePrometheus();
    visit = await visitShop([...catalogue(96), ...SHIRTS], ["c1", "c2"], {
      consoleHosts: ["localhost"],
      mlflow: mlflow.settings,
      operations: NO_ORDERS,
      prometheus: new Prometheus(prometheus.url),
    });
    visit.api.rules.save([], "anna");
    visit.api.rules.save(
      [{ name: "Lamps", placements: ["personal"], pin: ["item-3"] }, { minStock: 2 }],
      "bo",
    );
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    home = `http://127.0.0.1:${visit.app.server?.port}/`;
    browser = await openBrowser();
    const page = await browser.context.newPage();
    for (const id of ["item-7", "shirt-M"]) {
      await page.goto(`${home}product/${id}`);
      await page.click("text=Add to cart");
      await page.waitForSelector("#notice >> text=Added to your cart.");
    }
    await page.goto(`${home}cart`);
    await page.click("text=Buy everything");
    await page.waitForSelector("#order-title");
    await page.goto(`${home}product/item-9`);
    await page.click("text=Add to cart");
    await page.waitForSelector("#notice >> text=Added to your cart.");
    await page.goto(home);
    await page.click("text=Show what the recommender sees");
    await page.waitForSelector("#tuning");
    await page.close();
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await visit?.app.stop(true);
    await visit?.api.stop();
    await mlflow?.[Symbol.asyncDispose]();
    await prometheus?.stop();
  });

  async function faults(path: string, colorScheme: "light" | "dark", width: number): Promise<string[]> {
    const page = await browser.context.newPage();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(home + path);
    const why = page.locator("button.why").first();
    if (await why.isVisible()) await why.click();
    const found = await faultsOn(page);
    await page.close();
    return found;
  }

  async function faultsOn(page: Page): Promise<string[]> {
    // What is folded away would not be read.
    await page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))");
    await page.evaluate(axe.source);
    const found = await page.evaluate("axe.run()");
    return (found as axe.AxeResults).violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`),
    );
  }

  test.each(PAGES)(
    "on /%s",
    async (path) => {
      expect(await faults(path, "light", 1280)).toEqual([]);
      expect(await faults(path, "dark", 390)).toEqual([]);
    },
    60_000,
  );

  test("where a rule is tried and where it is refused", async () => {
    const page = await browser.context.newPage();
    for (const [pin, diversity] of [
      ["item-3", ""],
      ["item-3", "7"],
    ] as const) {
      await page.goto(`${home}console/rules/edit`);
      await page.fill("[name=pin]", pin);
      await page.fill("[name=diversity]", diversity);
      await page.click("button[value=try]");
      await page.waitForSelector(diversity === "" ? ".preview" : ".verdict-failed");
      expect(await faultsOn(page)).toEqual([]);
    }
    await page.close();
  }, 60_000);

  test("while the API cannot answer", async () => {
    visit.api.failWith = 503;
    expect(await faults("", "light", 390)).toEqual([]);
    visit.api.failWith = undefined;
  }, 60_000);
});
