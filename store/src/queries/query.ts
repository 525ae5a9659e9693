// What the queries ask of a database, so that one text of each serves SQLite and Postgres.

export type Scalar = string | number | boolean | null;

/** A list goes to Postgres as one array; SQLite takes none. */
export type Value = Scalar | readonly Scalar[];

export type ColumnType = "text" | "bigint" | "boolean" | "double precision";

/** A piece of a statement, with the values of its placeholders. */
export interface Fragment {
  readonly text: string;
  readonly values: readonly Value[];
}

/** Where the databases differ: how a statement is given many values. */
export interface Dialect {
  /** What an `INSERT INTO … (columns)` takes its rows from; `types` are those of the columns. */
  rows(types: readonly ColumnType[], rows: readonly (readonly Scalar[])[]): Fragment;
  /** The right side of a comparison with any of a list. */
  oneOf(list: readonly string[]): Fragment;
}

/** Runs one statement; resolves to its rows. Placeholders are `?`. Throws `StoreError`. */
export interface Query {
  <Row>(statement: string, values?: readonly Value[]): Promise<Row[]>;
  readonly dialect: Dialect;
}

/** Runs all statements of a script, without values. Throws `StoreError`. */
export type Script = (statements: string) => Promise<void>;

export type Work<T> = (query: Query, script: Script) => Promise<T>;

export interface Database {
  /** Reads what is committed. */
  readonly read: Query;
  /** Runs `work` in a transaction of its own, durable when it resolves; rolled back when `work` throws. */
  readonly write: <T>(work: Work<T>) => Promise<T>;
  /** Like `write`, with no other process doing the same, and however long it takes. */
  readonly migrate: <T>(work: Work<T>) => Promise<T>;
  /**
   * Takes what was erased out of the database's own log of writes as well, where the program can: false when others kept it
   * from that, by reading for longer than this waits.
   */
  readonly emptyLog: () => Promise<boolean>;
  /** Waits for the writes under way, then closes. */
  close(): Promise<void>;
}
