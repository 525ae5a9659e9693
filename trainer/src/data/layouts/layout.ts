// What a known arrangement of data files is.
import type { DuckDBConnection } from "@duckdb/node-api";

export interface Layout {
  /** A short name, for messages and for the snapshot's `source`. */
  readonly name: string;
  /** The files it consists of, for the error that lists what is accepted. */
  readonly accepts: string;
  /** Whether a folder with these file names has this layout. */
  readonly matches: (files: readonly string[]) => boolean;
  /**
   * Reads the folder into the tables `items` and `events`, faulty rows included: which rows are good enough is for
   * the validation to say. Throws `DataError` for files that cannot be read at all.
   */
  readonly load: (db: DuckDBConnection, dir: string, files: readonly string[]) => Promise<void>;
}
