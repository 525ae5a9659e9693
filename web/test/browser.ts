// A real browser for tests: only there htmx runs and the content security policy applies.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

const executablePath = process.env["CHROMIUM_PATH"] || Bun.which("chromium") || undefined;

/** Whether this machine has one; tests are skipped without. */
export const hasBrowser = executablePath !== undefined;
if (!hasBrowser)
  process.stderr.write("Tests in a browser are skipped: put chromium on PATH, or set CHROMIUM_PATH.\n");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
}

/** Starts a browser with a profile of its own. */
export async function openBrowser({ scripts = true }: { scripts?: boolean } = {}): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "aisle-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    javaScriptEnabled: scripts,
    args: FLAGS,
  });
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
