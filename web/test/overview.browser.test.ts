// The console's overview in a real browser, where it stays open and renews its figures.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Prometheus } from "../src/console/prometheus/prometheus.ts";
import { hasBrowser, openBrowser, type TestBrowser } from "./browser.ts";
import { catalogue } from "./catalogue.ts";
import { type FakePrometheus, startFakePrometheus } from "./fake-prometheus.ts";
import { type Visit, visitShop } from "./visit.ts";

describe.skipIf(!hasBrowser)("the overview that stays open", () => {
  let prometheus: FakePrometheus;
  let visit: Visit;
  let browser: TestBrowser;
  let home: string;

  beforeAll(async () => {
    prometheus = startFakePrometheus();
    visit = await visitShop(catalogue(24), ["c1"], {
      consoleHosts: ["localhost"],
      prometheus: new Prometheus(prometheus.url),
    });
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    home = `http://127.0.0.1:${visit.app.server?.port}/console`;
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await visit?.app.stop(true);
    await visit?.api.stop();
    await prometheus?.stop();
  });

  /** A page whose clock the test moves, and what its console complained of. */
  async function open(path: string, width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => void complaints.push(message.text()));
    page.on("pageerror", ({ message }) => void complaints.push(message));
    await page.clock.install();
    await page.setViewportSize({ width, height: 900 });
    await page.goto(home + path);
    return { page, complaints };
  }

  test("shows newer figures and the newer sentence by itself, and leaves the focus where it was", async () => {
    prometheus.firing = [];
    const { page, complaints } = await open("?range=day", 1280);
    await page.focus(".choice nav a >> nth=1");
    expect(await page.textContent("#verdict")).not.toContain("alerts");
    prometheus.firing = ["ApiSlow"];
    await page.clock.fastForward(31_000);
    await page.waitForSelector("#verdict >> text=alerts");
    expect(await page.textContent("#live")).toContain("The alert ApiSlow fires since then.");
    expect(await page.textContent(":focus")).toBe("Day");
    expect(await page.locator("#live svg[role=img]").count()).toBe(6);
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);

  test("stands still while it is paused", async () => {
    prometheus.firing = [];
    const { page } = await open("?range=day", 1280);
    await page.click("text=Pause");
    await page.waitForSelector("text=Resume");
    prometheus.firing = ["ApiSlow"];
    await page.clock.fastForward(120_000);
    await page.waitForTimeout(500);
    expect(await page.textContent("#verdict")).not.toContain("alerts");
    await page.close();
  }, 60_000);

  test.each([390, 760, 1100, 1280])(
    "is no wider than a screen of %d pixels, charts and their tables included",
    async (width) => {
      const { page, complaints } = await open("?range=week&paused=1", width);
      for (const table of await page.locator(".behind summary").all()) await table.click();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
      await page.close();
    },
    60_000,
  );
});
