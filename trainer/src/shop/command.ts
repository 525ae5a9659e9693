// `trainer generate`: makes a synthetic shop and writes it to a folder.
import { SHOP_FORMATS, writeShop } from "./files.ts";
import { DEFAULT_SHOP, generateShop, SHOP_LIMITS } from "./generate.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";

const HELP = `Usage: trainer generate --out DIR [options]

Makes a synthetic shop: products, customers with hidden tastes, and what they viewed, put in the cart and bought.
Writes items.jsonl and interactions.csv, or the same as Parquet, and shop.json. Equal options give equal data.

  --out DIR        where to write; made when it does not exist
  --seed N         which shop (default ${DEFAULT_SHOP.seed})
  --customers N    (default ${DEFAULT_SHOP.customers})
  --items N        (default ${DEFAULT_SHOP.items})
  --days N         days since the shop opened on 2025-01-01 (default ${DEFAULT_SHOP.days})
  --format F       text (default), or parquet for millions of events
  --json           print the result as one line of JSON
  --help

Examples:
  trainer generate --out .aisle/shop
  trainer generate --out /tmp/shop --seed 7 --customers 500 --items 300 --days 60 --json
  trainer generate --out /tmp/shop --customers 1000000 --items 200000 --days 60 --format parquet`;

/** Exit code 0 when the shop is written, 2 for a wrong command line, 1 when writing failed. */
export async function generateCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      out: { type: "string" },
      seed: { type: "string", default: String(DEFAULT_SHOP.seed) },
      customers: { type: "string", default: String(DEFAULT_SHOP.customers) },
      items: { type: "string", default: String(DEFAULT_SHOP.items) },
      days: { type: "string", default: String(DEFAULT_SHOP.days) },
      format: { type: "string", default: "text" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const out = values.out ?? "";
    if (out === "") throw new UsageError("--out DIR is missing: say where the shop is to be written");
    const format = SHOP_FORMATS.find((one) => one === values.format);
    if (format === undefined) {
      throw new UsageError(`--format must be ${SHOP_FORMATS.join(" or ")}, not "${values.format}"`);
    }
    const shop = generateShop({
      ...DEFAULT_SHOP,
      seed: numberOption("seed", values.seed, SHOP_LIMITS.seed),
      customers: numberOption("customers", values.customers, SHOP_LIMITS.customers),
      items: numberOption("items", values.items, SHOP_LIMITS.items),
      days: numberOption("days", values.days, SHOP_LIMITS.days),
    });
    const counts = await writeShop(shop, out, format);
    const { seed, customers, days } = shop.settings;
    io.write(
      values.json
        ? JSON.stringify({ out, seed, customers, days, ...counts })
        : `${out}: ${counts.items} items, ${customers} customers, ${days} days, ` +
            `${counts.events} events, ${counts.purchases} purchases`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, "generate", io);
  }
}
