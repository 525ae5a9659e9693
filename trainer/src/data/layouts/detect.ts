// Recognises which layout a folder of data files has, and reads it.
import type { DuckDBConnection } from "@duckdb/node-api";
import { readdir, rm } from "node:fs/promises";
import { scratchFolder } from "../duckdb.ts";
import { DataError } from "../errors.ts";
import { addReadingColumns } from "../reading/read-table.ts";
import { finishTables } from "../reading/finish.ts";
import { createTables } from "../tables.ts";
import { amazon2014 } from "./amazon-2014.ts";
import { amazon2023 } from "./amazon-2023.ts";
import type { Layout, Loaded } from "./layout.ts";
import { mappedFiles } from "./mapped-files.ts";
import { shopFiles } from "./shop-files.ts";
import type { Preset } from "../exports/export.ts";
import { KINDS } from "../exports/kinds.ts";
import { findExports, loadExports, nameOf } from "../exports/exports.ts";

/** The first that matches counts: an explicit mapping before anything that only looks familiar. */
const LAYOUTS: readonly Layout[] = [mappedFiles, shopFiles, amazon2014, amazon2023];

export interface LoadOptions {
  /** Only exports of this kind are read; absent, whatever is recognised. */
  readonly preset?: Preset | undefined;
  readonly customerSecret?: string | undefined;
  /** Events later than a day after it are impossible. Default: the clock. */
  readonly now?: Date;
}

/** What was read, and how the folder is laid out. */
export interface LoadedFolder extends Loaded {
  readonly layout: string;
  /** Rows of the catalogue whose id another row had before. */
  readonly repeatedItems: number;
}

/**
 * Creates the tables `items`, `events` and `attributes` and reads the folder into them; what cannot be read is null there. Throws
 * `DataError`: "unknown-layout" (with what was found and what is accepted), "unreadable", "missing-columns",
 * "bad-mapping", "ambiguous" or "empty".
 */
export async function loadFolder(
  db: DuckDBConnection,
  dir: string,
  options: LoadOptions = {},
): Promise<LoadedFolder> {
  const files = (await filesIn(dir)).toSorted();
  const layout = await layoutOf(dir, files, options.preset);
  await createTables(db);
  await addReadingColumns(db);
  const scratch = await scratchFolder();
  try {
    const loaded = await layout.load({ db, dir, files, scratch, ...options });
    requireRows(`${dir} (${layout.name})`, loaded);
    return { layout: layout.name, ...loaded, ...(await finishTables(db, loaded, options.now ?? new Date())) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Where there are files of events, one of them has some; where there are none, the catalogue has. */
function requireRows(where: string, { readings, catalogue }: Loaded): void {
  const isNone = readings.every(({ table, rows }) => table !== "items" || rows === 0);
  if (catalogue?.maxHidden !== undefined && isNone)
    throw new DataError("empty", `${where}: the catalogue is said to be complete and has no items in it`);
  const events = readings.filter(({ table }) => table === "events");
  const needed = events.length > 0 ? events : readings;
  if (needed.every(({ rows }) => rows === 0))
    throw new DataError("empty", `${where} has no ${events.length > 0 ? "events" : "items"} in it`);
}

/** The layout of a folder with these files. Throws `DataError` "unknown-layout". */
async function layoutOf(
  dir: string,
  files: readonly string[],
  preset: Preset | undefined,
): Promise<Pick<Layout, "name" | "load">> {
  const layout = preset === undefined ? LAYOUTS.find(({ matches }) => matches(files)) : undefined;
  if (layout !== undefined) return layout;
  const found = await findExports(dir, files, preset);
  if (found.length === 0) throw unknownLayout(dir, files);
  return { name: nameOf(found), load: async (context) => await loadExports(context, found) };
}

async function filesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw new DataError("unreadable", `${dir} is not a folder that can be read`, { cause });
  }
}

const MAX_LISTED = 20;

function unknownLayout(dir: string, files: readonly string[]): DataError {
  const more = files.length > MAX_LISTED ? ` and ${files.length - MAX_LISTED} more` : "";
  const accepted = [...LAYOUTS.map(({ accepts }) => accepts), ...KINDS.map(({ name }) => name)];
  const found = files.length === 0 ? "no files" : `${files.slice(0, MAX_LISTED).join(", ")}${more}`;
  return new DataError(
    "unknown-layout",
    `${dir} has ${found}. Accepted are:\n${accepted.map((each) => `  - ${each}`).join("\n")}\n` +
      "docs/data-formats.md describes each of them.",
  );
}
