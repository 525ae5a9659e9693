// From the exports of shop systems to lists: ingest, train, and ask the bundle.
import { readBundle, serve } from "@aisle/recommender";
import { openStore } from "@aisle/store";
import { afterEach, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestCommand } from "../src/data/ingest-command.ts";
import { trainCommand } from "../src/train/command.ts";
import { EXPORTED_SHOPS, HIDDEN } from "./exported-shop.ts";
import { type Command, runCommand } from "./run-command.ts";

const SECRET = "an invented secret of this test";
let home = "";
afterEach(() => rm(home, { recursive: true, force: true }));

describe.each(Object.entries(EXPORTED_SHOPS))("an export of %s", (_, shop) => {
  test("becomes lists of what the customer's kind buys and has not bought", async () => {
    home = await mkdtemp(join(tmpdir(), "aisle-exports-"));
    const [data, bundle] = [join(home, "data"), join(home, "bundle")];
    await mkdir(data);
    for (const [name, text] of Object.entries(shop.files)) await writeFile(join(data, name), text);
    const run = (command: Command, ...argv: string[]) =>
      runCommand(command, argv, { AISLE_HOME: home, CUSTOMER_HASH_SECRET: SECRET });

    const ingested = await run(ingestCommand, "--data", data, "--json");
    expect(ingested).toMatchObject({ code: 0 });
    expect(JSON.parse(ingested.lines.at(-1)!)).toMatchObject({ recorded: 1200, lost: [] });
    expect(await run(trainCommand, "--out", bundle, "--trials", "0")).toMatchObject({ code: 0 });

    const { id, isAddress } = shop.customer;
    const customerId = isAddress ? createHmac("sha256", SECRET).update(id).digest("hex") : id;
    const bought = await purchasesOf(customerId);
    expect(new Set(bought.map(({ itemId }) => shop.productOf(itemId)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));

    const recommender = serve(await readBundle(bundle));
    const history = bought.map(({ itemId, time }) => ({
      item: recommender.indexOf(itemId)!,
      type: "purchase" as const,
      time,
    }));
    const list = (placement: "personal" | "trending", limit: number): number[] =>
      recommender
        .recommend({ placement, history: placement === "personal" ? history : [], limit })
        .items.map(({ item }) => shop.productOf(recommender.idAt(item)));
    const personal = list("personal", 4);
    expect(personal).toHaveLength(4);
    const again = recommender.recommend({ placement: "personal", history, limit: 4 }).items;
    for (const { item } of again)
      expect(bought.map(({ itemId }) => itemId)).not.toContain(recommender.idAt(item));
    // Of the customer's taste.
    expect(Math.max(...personal)).toBeLessThan(12);
    expect(recommender.size).toBe(shop.items);
    if (shop.saysHidden) expect(list("trending", 100)).not.toContain(HIDDEN);
  }, 60_000);
});

/** Newest first; times in unix seconds. */
async function purchasesOf(customerId: string): Promise<{ itemId: string; time: number }[]> {
  const store = await openStore(`sqlite://${home}/store.db`);
  try {
    const rows = await store.history(customerId, 100);
    return rows.map(({ itemId, occurredAt }) => ({ itemId, time: occurredAt / 1000 }));
  } finally {
    await store.close();
  }
}

describe("docs/data-formats.md", () => {
  test.each(["shopify", "woocommerce", "ga4", "merchant", "matomo"])(
    "shows what a dry run says of the %s fixture",
    async (preset) => {
      home = await mkdtemp(join(tmpdir(), "aisle-exports-"));
      const data = join(import.meta.dir, "fixtures/exports", preset);
      const settings = { AISLE_HOME: home, CUSTOMER_HASH_SECRET: SECRET };
      const { code, lines } = await runCommand(ingestCommand, ["--data", data, "--dry-run"], settings);
      expect(code).toBe(0);
      const shown = lines
        .flatMap((line) => line.split("\n"))
        .filter((line) => !/^ {4}\{|^The report is|^Nothing was written/.test(line));
      const page = await Bun.file(join(import.meta.dir, "../../docs/data-formats.md")).text();
      expect(page).toContain(`$ trainer ingest --data ${preset} --dry-run\n${shown.join("\n")}\n`);
    },
  );
});
