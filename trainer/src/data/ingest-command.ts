// `trainer ingest`: a folder of products and events into the store.
import { openStore } from "@aisle/store";
import { mkdir } from "node:fs/promises";
import { type CommandIo, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { readSettings } from "../cli/settings.ts";
import { ingest } from "./ingest.ts";
import { describeLoss } from "./losses.ts";

const HELP = `Usage: trainer ingest --data DIR [--json]

Reads products and events into the store. Running it again adds nothing. The layouts it knows (docs/data-formats.md):
items.jsonl + interactions.csv, Amazon reviews of 2014 and 2023 with their metadata, and CSV or NDJSON described by a
mapping.json.

  --data DIR   the folder
  --json       end with one line of JSON
  --help

Example:
  STORE_URL=sqlite:///tmp/shop.db trainer ingest --data /tmp/shop`;

/** Rows between two progress lines. */
const PROGRESS_ROWS = 100_000;

export async function ingestCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      data: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    if (values.data === undefined) throw new UsageError("--data DIR is missing: say where the files are");
    const { data } = values;
    const { home, storeUrl, customerSecret } = readSettings(process.env);
    await mkdir(home, { recursive: true });
    const store = await openStore(storeUrl);
    try {
      let told = 0;
      const result = await ingest(store, data, {
        now: new Date(),
        customerSecret,
        onProgress: ({ items, events }) => {
          if (events - told < PROGRESS_ROWS) return;
          told = events;
          io.write(`${items} items, ${events} events so far`);
        },
      });
      if (values.json) {
        io.write(JSON.stringify(result));
        return 0;
      }
      const { layout, items, recorded, duplicates } = result;
      io.write(
        `${data} (${layout}): ${items} items, ${recorded} events, ${duplicates} that were already there`,
      );
      for (const loss of result.lost) io.write(describeLoss(loss));
      return 0;
    } finally {
      await store.close();
    }
  } catch (error) {
    return reportFailure(error, "ingest", io);
  }
}
