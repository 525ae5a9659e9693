// What a known arrangement of data files is.
import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError } from "../errors.ts";
import type { Reading } from "../reading/read-table.ts";

/** Where to read from, and what with. */
export interface LoadContext {
  readonly db: DuckDBConnection;
  readonly dir: string;
  /** Names of the files in `dir`, sorted. */
  readonly files: readonly string[];
  /** An empty folder for copies, removed afterwards. */
  readonly scratch: string;
  /** The key of the digests that customers are kept by, where the mapping asks for them. */
  readonly customerSecret?: string | undefined;
}

/** What was read. */
export interface Loaded {
  /** One for each file. */
  readonly readings: readonly Reading[];
  /** Absent where no file is a catalogue: the items are then those that the events name. */
  readonly catalogue?: {
    /** Fields of an item that the catalogue speaks of; it leaves the others as they are. */
    readonly fields: readonly string[];
    /** The share of the shown items that may be hidden because no file has them; absent where none is to be. */
    readonly maxHidden?: number;
  };
}

export interface Layout {
  /** A short name, for messages and for the snapshot's `source`. */
  readonly name: string;
  /** The files it consists of, for the error that lists what is accepted. */
  readonly accepts: string;
  /** Whether a folder with these file names has this layout. */
  readonly matches: (files: readonly string[]) => boolean;
  /**
   * Reads the folder into the tables `items`, `events` and `customers`. What cannot be read is null there and counted in the
   * reading of its file; whether that is too much is for the caller to say. Throws `DataError` for files that cannot
   * be read at all.
   */
  readonly load: (context: LoadContext) => Promise<Loaded>;
}

/** Runs `read` and turns a fault of DuckDB's into a `DataError` "unreadable" that names the file. */
export async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataError("unreadable", `${path} cannot be read: ${message.split("\n", 2).join(" ").trim()}`, {
      cause,
    });
  }
}
