// Signing in and out of the console in a browser, which runs no script there.
import { describe, expect, test } from "bun:test";
import axe from "axe-core";
import { hasBrowser, openBrowser } from "./browser.ts";
import { KEY, visitLockedConsole } from "./locked-console.ts";

describe.skipIf(!hasBrowser)("in a browser", () => {
  test("an operator signs in with a key, goes where they wanted to, and signs out", async () => {
    await using visit = await visitLockedConsole();
    await using browser = await openBrowser();
    visit.app.listen({ port: 0, hostname: "127.0.0.1" });
    try {
      const page = await browser.context.newPage();
      const faults = async (): Promise<readonly string[]> => {
        await page.evaluate(axe.source);
        const found = await page.evaluate("axe.run()");
        return (found as axe.AxeResults).violations.map(({ id }) => id);
      };
      const home = `http://127.0.0.1:${visit.app.server?.port}`;
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`${home}/console/rules`);
      expect(await page.title()).toStartWith("Sign in");
      expect(await faults()).toEqual([]);
      await page.getByLabel("API key").fill("aisle_000000000000_wrong");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".verdict-failed");
      expect(await faults()).toEqual([]);
      await page.getByLabel("API key").fill(KEY);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${home}/console/rules`);
      expect(await faults()).toEqual([]);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(/sign-in$/);
      await page.goto(`${home}/console`);
      expect(await page.title()).toStartWith("Sign in");
    } finally {
      await visit.app.stop(true);
    }
  }, 60_000);
});
