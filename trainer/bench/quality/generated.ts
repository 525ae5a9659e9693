// Shops with views, carts and purchases: generated ones of three sizes, so that nothing is tuned to reviews alone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeShop } from "../../src/shop/files.ts";
import { DEFAULT_SHOP, generateShop } from "../../src/shop/generate.ts";
import { measureParts } from "./ablation.ts";
import { type ContestOptions, contestJson, runContest } from "./contest.ts";
import { readShop } from "./shop.ts";
import { trainShipped } from "./time-split.ts";

/** Shops of other seeds than those that anything was chosen on. */
const SIZES = [
  { name: "small", seed: 21, customers: 1500, items: 600, days: 240 },
  { name: "medium", seed: 22, customers: 5000, items: 2000, days: 240 },
  { name: "large", seed: 23, customers: 20_000, items: 8000, days: 240 },
] as const;

/** The shipped model beside its opponents, and without each part, in each of the shops. */
export async function runGenerated(options: ContestOptions): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const { name, ...size } of options.quick ? SIZES.slice(0, 1) : SIZES) {
    const dir = await mkdtemp(join(tmpdir(), "aisle-generated-"));
    try {
      const settings = { ...DEFAULT_SHOP, ...size };
      const { events } = await writeShop(generateShop(settings), dir, "parquet");
      const { customers, items, days, seed } = settings;
      options.write(
        `\nThe ${name} shop of seed ${seed}: ${customers} customers, ${items} items, ${events} events in ${days} days\n`,
      );
      const closing = new Date((settings.firstDay + days) * 86_400_000);
      const data = await readShop(dir, closing);
      const shipped = await trainShipped(data, options.quick, options.write);
      const contestants = await runContest(data, shipped, options);
      result[name] = {
        events,
        peers: contestJson(data, contestants),
        ablation: measureParts(data, shipped, options),
      };
    } finally {
      await rm(dir, { recursive: true });
    }
  }
  return result;
}
