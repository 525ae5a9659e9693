// `trainer ingest`: a folder of products and events into the store.
import { openStore, type Store } from "@aisle/store";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { readSettings, type Settings } from "../cli/settings.ts";
import { removeSpilled } from "./duckdb.ts";
import { type Preset, PRESETS } from "./exports/export.ts";
import { keepReport } from "./imports.ts";
import { ingest, type IngestOptions, type IngestResult, tryIngest } from "./ingest.ts";
import { MAX_LOST_SHARE } from "./losses.ts";
import { type Preview, renderPreview } from "./preview.ts";

const HELP = `Usage: trainer ingest --data DIR [options]

Reads products and events into the store. Says first how it understands them, and keeps that as a report in
AISLE_HOME/imports. Running it again adds nothing. The layouts it knows (docs/data-formats.md): items.jsonl +
interactions.csv, Amazon reviews of 2014 and 2023 with their metadata, exports of Shopify, WooCommerce, Google Analytics 4,
Google Merchant Center and Matomo, and CSV, NDJSON, JSON or Parquet described by a mapping.json, of which
"trainer mapping" writes a first one.

  --data DIR        the folder
  --preset NAME     read only exports of this kind: ${PRESETS.join(", ")}
  --dry-run         say how it reads, and whether it would be refused; write nothing into the store
  --max-lost SHARE  of the rows, or of the values of a column, that may be unusable, 0 to 1 (default ${MAX_LOST_SHARE})
  --json            end with one line of JSON
  --help

Example:
  trainer ingest --data /tmp/shop --dry-run`;

/** Rows between two progress lines. */
const PROGRESS_ROWS = 100_000;

export async function ingestCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      data: { type: "string" },
      preset: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      "max-lost": { type: "string", default: String(MAX_LOST_SHARE) },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    if (values.data === undefined) throw new UsageError("--data DIR is missing: say where the files are");
    const { data, json } = values;
    const preset = presetOf(values.preset);
    const settings = readSettings(process.env);
    const maxLostShare = numberOption("max-lost", values["max-lost"], { min: 0, max: 1, integer: false });
    await mkdir(settings.home, { recursive: true });
    await removeSpilled();
    const run = values["dry-run"] ? dryRun : wholeRun;
    const result = await reported(settings.home, data, io, async (onPreview) => {
      const { customerSecret } = settings;
      const options = { now: new Date(), preset, customerSecret, maxLostShare, onPreview };
      return await run(settings, data, options, io);
    });
    if (result === undefined) io.write("Nothing was written: leave out --dry-run to import it.");
    else if (json) io.write(JSON.stringify(result));
    else io.write(renderResult(data, result));
    return 0;
  } catch (error) {
    return reportFailure(error, "ingest", io);
  }
}

/** Prints the preview as soon as there is one, and keeps a report of what came of it. */
async function reported(
  home: string,
  folder: string,
  io: CommandIo,
  work: (onPreview: (preview: Preview) => void) => Promise<IngestResult | undefined>,
): Promise<IngestResult | undefined> {
  const startedAt = new Date().toISOString();
  let preview: Preview | undefined;
  const report = async (rest: {
    outcome: "imported" | "tried" | "refused";
    result?: IngestResult;
    error?: string;
  }) => {
    const path = await keepReport(home, { folder, startedAt, preview, ...rest });
    io.write(`The report is in ${path}`);
  };
  try {
    const result = await work((made) => {
      preview = made;
      for (const line of renderPreview(made)) io.write(line);
    });
    await report(result === undefined ? { outcome: "tried" } : { outcome: "imported", result });
    return result;
  } catch (error) {
    await report({ outcome: "refused", error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function wholeRun(
  settings: Settings,
  data: string,
  options: IngestOptions,
  io: CommandIo,
): Promise<IngestResult> {
  const store = await openStore(settings.storeUrl);
  try {
    let told = 0;
    return await ingest(store, data, {
      ...options,
      onProgress: ({ items, events }) => {
        if (events - told < PROGRESS_ROWS) return;
        told = events;
        io.write(`${items} items, ${events} events so far`);
      },
    });
  } finally {
    await store.close();
  }
}

async function dryRun(settings: Settings, data: string, options: IngestOptions): Promise<undefined> {
  const store = await existingStore(settings.storeUrl);
  try {
    await tryIngest(store, data, options);
  } finally {
    await store?.close();
  }
}

/** Opening a store makes one where there is none. */
async function existingStore(url: string): Promise<Store | undefined> {
  const file = /^sqlite:\/\/([^?]+)$/.exec(url)?.[1];
  return file !== undefined && !existsSync(file) ? undefined : await openStore(url);
}

function renderResult(
  data: string,
  { layout, items, recorded, duplicates, hidden, lost }: IngestResult,
): string {
  const lostRows = lost.filter(({ dropped }) => dropped === "row").reduce((sum, { rows }) => sum + rows, 0);
  return [
    `${data} (${layout}): ${items} items, ${recorded} events, ${duplicates} that were already there`,
    ...(hidden === 0 ? [] : [`${hidden} items hidden`]),
    ...(lostRows === 0 ? [] : [`${lostRows} rows left out`]),
  ].join(", ");
}

function presetOf(given: string | undefined): Preset | undefined {
  if (given === undefined) return undefined;
  const preset = PRESETS.find((name) => name === given);
  if (preset === undefined)
    throw new UsageError(`--preset must be one of ${PRESETS.join(", ")}, not "${given}"`);
  return preset;
}
