import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateCommand } from "../shop/command.ts";
import { simulateCommand } from "./command.ts";
import { lockSimulation } from "./lock.ts";
import { serveShop } from "./test/shop-server.ts";

const home = await mkdtemp(join(tmpdir(), "aisle-home-"));
const items = Array.from({ length: 60 }, (_, i) => ({
  itemId: `i${i}`,
  categories: ["All", `c${i % 3}`],
  price: 5,
}));
const events = Array.from({ length: 60 }, (_, i) => ({
  customerId: `k${i % 20}`,
  itemId: `i${i}`,
  type: "view" as const,
  occurredAt: Date.UTC(2025, 0, 1) + i,
}));
const server = serveShop({
  items,
  events,
  recommend: ({ limit }) => items.slice(0, limit).map(({ itemId }) => itemId),
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const lines: string[] = [];
  const io = { write: (line: string) => lines.push(line), isTty: false };
  const code = await simulateCommand(argv, io, { AISLE_HOME: home, API_URL: server.url, ...env });
  return { code, lines };
}

describe("a wrong command line", () => {
  test.each([
    [["--days", "0"], "--days must be a whole number from 1 to 365"],
    [["--days", "1.5"], "--days"],
    [["--drift", "2"], "--drift must be a number from 0 to 1"],
    [["--drift", "some"], "--drift"],
    [["--visits", "0"], "--visits"],
    [["--rate", "0"], "--rate"],
    [["--seed", "-1"], "--seed"],
    [["--api-url", "nowhere"], "nowhere"],
    [["--months", "1"], "--months"],
  ])("%j fails before anything is sent and says why", async (argv, fault) => {
    const { code, lines } = await run(argv);
    expect(code).not.toBe(0);
    expect(lines.join("\n")).toContain(fault);
    expect(server.events).toHaveLength(events.length);
  });
});

test("a second simulation of one shop is refused, and writes nothing", async () => {
  using _ = lockSimulation(home);
  const { code, lines } = await run(["--force"]);
  expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining("are in the shop of")]);
  expect(server.events).toHaveLength(events.length);
});

test("an API that is away is exit code 1 with its address", async () => {
  const { code, lines } = await run(["--force"], { API_URL: "http://127.0.0.1:1" });
  expect(code).toBe(1);
  expect(lines.at(-1)).toContain("http://127.0.0.1:1 cannot be reached");
});

test("a shop.json that cannot be read is exit code 1 with its path", async () => {
  await Bun.write(join(home, "broken", "shop.json"), "{}");
  const { code, lines } = await run(["--shop", join(home, "broken")]);
  expect(code).toBe(1);
  expect(lines.join("\n")).toContain("shop.json");
});

test("--help shows examples", async () => {
  const { code, lines } = await run(["--help"]);
  expect(code).toBe(0);
  expect(lines.join("\n")).toContain("Examples:\n  trainer simulate");
});

describe("a shop whose data were not generated", () => {
  test.each([
    ["has no shop.json", []],
    ["is another than the shop.json says", ["--shop", join(home, "generated")]],
  ])("is refused, and nothing is written: it %s", async (_, options) => {
    await generateCommand(["--out", join(home, "generated"), "--items", "40", "--customers", "20"], {
      write: () => undefined,
      isTty: false,
    });
    const { code, lines } = await run(["--days", "2", ...options]);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("were not generated");
    expect(lines[0]).toContain("make simulate FORCE=1");
    expect([server.events.length, server.items.size]).toEqual([events.length, items.length]);
  });

  test("is written into with --force, which says before what it writes", async () => {
    const written: number[] = [];
    const io = {
      write: (line: string) => void (line.startsWith("Writing") && written.push(server.events.length)),
      isTty: false,
    };
    const own = serveShop({ items, events, recommend: () => [] });
    const code = await simulateCommand(["--days", "1", "--visits", "5", "--force"], io, {
      AISLE_HOME: home,
      API_URL: own.url,
    });
    await own.stop();
    expect([code, written]).toEqual([0, [events.length]]);
    expect(own.events.length).toBeGreaterThan(events.length);
  });
});

describe("the output", () => {
  test("has a line for each day and the totals", async () => {
    const { code, lines } = await run(["--days", "2", "--visits", "10", "--force"]);
    expect(code).toBe(0);
    expect(lines.shift()).toStartWith("Writing into ");
    expect(lines[0]).toMatch(/date +sessions +impressions +clicks +CTR/);
    expect(lines[1]).toMatch(/^2025-01-02 +10 /);
    expect(lines[2]).toMatch(/^2025-01-03 +10 /);
    expect(lines[3]).toMatch(/^ +total +20 +\d+ +\d+ +\d+\.\d%/);
    expect(lines.at(-1)).toMatch(/events recorded, 0 already known, 0 rejected/);
  });

  test("is one line of JSON with --json", async () => {
    const { code, lines } = await run(["--days", "1", "--visits", "10", "--force", "--json"]);
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      days: [{ date: "2025-01-04", sessions: 10 }],
      totals: { sessions: 10, clickThroughRate: expect.any(Number) },
      events: { rejected: 0 },
    });
  });
});
