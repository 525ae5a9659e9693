// Recognises which layout a folder of data files has, and reads it.
import type { DuckDBConnection } from "@duckdb/node-api";
import { readdir } from "node:fs/promises";
import { oneRow } from "../duckdb.ts";
import { DataError } from "../errors.ts";
import { createTables } from "../tables.ts";
import { amazon2014 } from "./amazon-2014.ts";
import { amazon2023 } from "./amazon-2023.ts";
import type { Layout } from "./layout.ts";
import { mappedFiles } from "./mapped-files.ts";
import { shopFiles } from "./shop-files.ts";

/** The first that matches counts: an explicit mapping before anything that only looks familiar. */
const LAYOUTS: readonly Layout[] = [mappedFiles, shopFiles, amazon2014, amazon2023];

/**
 * Creates the tables `items` and `events` and reads the folder into them, faulty rows included. Returns the layout.
 * Throws `DataError`: "unknown-layout" (with what was found and what is accepted), "unreadable", "missing-columns",
 * "bad-mapping" or "empty".
 */
export async function loadFolder(db: DuckDBConnection, dir: string): Promise<Layout> {
  const files = (await filesIn(dir)).toSorted();
  const layout = LAYOUTS.find((layout) => layout.matches(files));
  if (layout === undefined) throw unknownLayout(dir, files);
  await createTables(db);
  await layout.load(db, dir, files);
  const { events } = await oneRow<{ events: number }>(db, "select count(*)::double as events from events");
  if (events === 0) throw new DataError("empty", `${dir} (${layout.name}) has no events in it`);
  return layout;
}

async function filesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw new DataError("unreadable", `${dir} is not a folder that can be read`, { cause });
  }
}

const SHOWN = 20;

function unknownLayout(dir: string, files: readonly string[]): DataError {
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : "";
  const found = files.length === 0 ? "no files" : `${files.slice(0, SHOWN).join(", ")}${more}`;
  return new DataError(
    "unknown-layout",
    `${dir} has ${found}. Accepted are:\n${LAYOUTS.map((layout) => `  - ${layout.accepts}`).join("\n")}\n` +
      "docs/data-formats.md describes each of them.",
  );
}
