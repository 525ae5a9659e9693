// The README's pictures of shop and console, taken from a demo that runs: `make screenshots`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { hasBrowser, openBrowser } from "../browser.ts";

const SHOP = `http://127.0.0.1:${process.env["WEB_PORT"] || "8080"}`;
const FOLDER = join(import.meta.dir, "../../../docs/images");
/** Milliseconds for what moves to come to rest. */
const REST = 800;

interface Shot {
  readonly name: string;
  readonly size: readonly [width: number, height: number];
  readonly colours: NonNullable<BrowserContextOptions["colorScheme"]>;
  /** Goes where the picture is taken. */
  readonly go: (page: Page) => Promise<unknown>;
}

const DESKTOP = [1280, 900] as const;
const PHONE = [390, 844] as const;

const open = (path: string) => (page: Page) => page.goto(SHOP + path);

/** Shops as one of the customers whom the front page offers. */
async function asCustomer(page: Page): Promise<void> {
  await page.goto(`${SHOP}/`);
  await page.locator(".chip").nth(2).click();
  await page.waitForSelector("#because .card");
}

async function firstOf(category: string, page: Page): Promise<void> {
  await page.goto(`${SHOP}/search?category=${encodeURIComponent(category)}&inStock=1&sort=price-desc`);
  await page.locator(".results .card a").first().click();
  await page.waitForSelector("#product-title");
}

const SHOTS: readonly Shot[] = [
  { name: "shop", size: DESKTOP, colours: "light", go: asCustomer },
  { name: "product", size: DESKTOP, colours: "light", go: (page) => firstOf("Espresso Machines", page) },
  { name: "category", size: DESKTOP, colours: "dark", go: open("/search?category=Outdoor") },
  { name: "shop-phone", size: PHONE, colours: "dark", go: asCustomer },
  { name: "product-phone", size: PHONE, colours: "light", go: (page) => firstOf("Tents", page) },
  {
    name: "why-phone",
    size: PHONE,
    colours: "light",
    async go(page) {
      await asCustomer(page);
      await page.locator("#because button.why").first().click();
    },
  },
  {
    name: "inside",
    size: DESKTOP,
    colours: "light",
    async go(page) {
      await asCustomer(page);
      await page.click("text=Show what the recommender sees");
      await page.waitForSelector("#tuning");
      await page.locator("#for-you button.why").first().click();
      await page.locator("#for-you").evaluate((row) => row.scrollIntoView());
    },
  },
  { name: "console", size: DESKTOP, colours: "light", go: open("/console?paused=1") },
  {
    name: "console-models",
    size: DESKTOP,
    colours: "dark",
    async go(page) {
      await page.goto(`${SHOP}/console/models`);
      await page.locator("#gate").evaluate((heading) => heading.scrollIntoView());
    },
  },
  {
    name: "console-customer",
    size: DESKTOP,
    colours: "light",
    async go(page) {
      await page.goto(`${SHOP}/console/catalogue`);
      await page.locator('a[href^="/console/customers/"]').nth(2).click();
      await page.waitForSelector("#steps");
      await page.locator("#steps").evaluate((heading) => heading.scrollIntoView());
    },
  },
];

async function take({ name, size: [width, height], colours, go }: Shot): Promise<void> {
  await using browser = await openBrowser();
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.emulateMedia({ colorScheme: colours, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height });
  await go(page);
  await page.waitForTimeout(REST);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  process.stdout.write(`docs/images/${name}.png\n`);
}

if (!hasBrowser) process.exit(2);
const isUp = await fetch(SHOP).then(
  ({ ok }) => ok,
  () => false,
);
if (!isUp) {
  process.stderr.write(
    `Nothing answers at ${SHOP}: start \`make demo\` in another terminal, with the same WEB_PORT.\n`,
  );
  process.exit(2);
}
mkdirSync(FOLDER, { recursive: true });
for (const shot of SHOTS) await take(shot);
