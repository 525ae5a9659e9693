// `trainer generate`: makes a synthetic shop and writes it to a folder.
import { SHOP_FORMATS, writeShop } from "./files.ts";
import { DEFAULT_SHOP, generateShop, SHOP_LIMITS } from "./generate.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";

const HELP = `Usage: trainer generate --out DIR [options]

Makes a synthetic shop: products, customers with hidden tastes, and what they viewed, put in the cart and bought.
Writes items.jsonl and interactions.csv, or the same as Parquet, and shop.json. Equal options give equal data;
with --until yesterday, on one day.

  --out DIR        where to write; made when it does not exist
  --seed N         which shop (default ${DEFAULT_SHOP.seed})
  --customers N    (default ${DEFAULT_SHOP.customers})
  --items N        (default ${DEFAULT_SHOP.items})
  --days N         days that the shop has been open (default ${DEFAULT_SHOP.days})
  --until DATE     the last of them, as 2026-05-31, or yesterday (default: the shop opened on 2025-01-01)
  --format F       text (default), or parquet for millions of events
  --json           print the result as one line of JSON
  --help

Examples:
  trainer generate --out .aisle/shop
  trainer generate --out /tmp/shop --seed 7 --customers 500 --items 300 --days 60 --json
  trainer generate --out /tmp/shop --customers 1000000 --items 200000 --days 60 --format parquet`;

/** Exit code 0 when the shop is written, 2 for a wrong command line, 1 when writing failed. */
export async function generateCommand(
  argv: readonly string[],
  io: CommandIo,
  now: number = Date.now(),
): Promise<number> {
  try {
    const values = parseOptions(argv, {
      out: { type: "string" },
      seed: { type: "string", default: String(DEFAULT_SHOP.seed) },
      customers: { type: "string", default: String(DEFAULT_SHOP.customers) },
      items: { type: "string", default: String(DEFAULT_SHOP.items) },
      days: { type: "string", default: String(DEFAULT_SHOP.days) },
      until: { type: "string" },
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
    const days = numberOption("days", values.days, SHOP_LIMITS.days);
    const shop = generateShop({
      ...DEFAULT_SHOP,
      seed: numberOption("seed", values.seed, SHOP_LIMITS.seed),
      customers: numberOption("customers", values.customers, SHOP_LIMITS.customers),
      items: numberOption("items", values.items, SHOP_LIMITS.items),
      days,
      ...(values.until !== undefined && { firstDay: lastDay(values.until, now) - days + 1 }),
    });
    const counts = await writeShop(shop, out, format);
    const { seed, customers } = shop.settings;
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

const DAY = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of a date, or of the day before `now` (unix milliseconds). */
function lastDay(until: string, now: number): number {
  if (until === "yesterday") return Math.floor(now / DAY) - 1;
  const time = DATE.test(until) ? Date.parse(until) : Number.NaN;
  // `2026-02-31` is no date, but some parsers take it for one of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(until))
    throw new UsageError(`--until must be a date such as 2026-05-31, or yesterday, not "${until}"`);
  if (time > now)
    throw new UsageError(`--until ${until} has not begun yet: no shop takes events from the future`);
  return time / DAY;
}
