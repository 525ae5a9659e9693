// One SQLite file: a connection for reading, one for writing, and a turn for each write.
import { Database as Connection } from "bun:sqlite";
import { chmodSync, closeSync, openSync, statSync } from "node:fs";
import { StoreError } from "../store.ts";
import type { Database, Dialect, Query, Scalar, Script, Value, Work } from "../queries/query.ts";
import { isBusy, translate } from "./errors.ts";

/** How long to wait for another program's lock. */
const BUSY_TIMEOUT_MS = 5_000;
const BUSY_PAUSE_MS = 5;
/** Event ids are random, so a batch touches pages all over the index: with SQLite's own 2 MB they do not stay. */
const WRITER_CACHE_KIB = 16_000;
/** SQLite's own. A customer's history is a page or two; what a scan of the catalogue leaves behind, nobody reads again. */
const READER_CACHE_KIB = 2_000;

const CHECKPOINT_PAGES = 1_000;
const LOG_BYTES = 16 * 1024 * 1024;

/** Reads at once, in the view that has begun. Throws what SQLite throws. */
export type ReadNow = <Row>(statement: string, ...values: Scalar[]) => Row[];

export interface SqliteDatabase extends Database {
  /** Begins the view of the file that all reads of this turn of the event loop share, unless it has begun. Throws `StoreError` when closed. */
  readonly beginView: () => void;
}

/**
 * Opens or creates the file; `:memory:` is private to the returned object. `onView` is called with each new view, which a file
 * alone has. Throws `StoreError`.
 */
export async function openDatabase(
  filename: string,
  onView: (read: ReadNow) => void = () => {},
): Promise<SqliteDatabase> {
  const name = filename === ":memory:" ? "the database in memory" : filename;
  const inMemory = filename === ":memory:";
  const writer = await connect(filename, name, WRITER_CACHE_KIB);
  const reader = inMemory ? writer : await connect(filename, name, READER_CACHE_KIB);
  const file = inMemory ? undefined : statSync(filename);

  // A connection is one conversation: whatever is asked while a transaction is open becomes part of it. So writes
  // take turns, and reads have their own connection (in memory, where there is only one, they take turns too).
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  let closed = false;
  const closedError = () => new StoreError("unavailable", `${name} is closed`);

  /** A deleted file stays writable while it is open: without this, events would be acknowledged into nothing. */
  function checkStillThere(): void {
    if (file === undefined) return;
    const now = statSync(filename, { throwIfNoEntry: false });
    if (now?.ino !== file.ino || now.dev !== file.dev) {
      throw new StoreError("unavailable", `${name} was deleted or replaced: restart this program`);
    }
  }

  // Reads of one turn of the event loop share a transaction: beginning one takes three calls of the operating system, as
  // much as a read itself. A request that was sent after a commit of another process comes in a later turn.
  let reading = false;
  function endReading(): void {
    if (!reading) return;
    reading = false;
    if (reader.inTransaction) reader.query("COMMIT").run();
  }
  function beginReading(): void {
    if (reading || inMemory) return;
    if (closed) throw closedError();
    // Prepared, as they are asked for each turn.
    reader.query("BEGIN").run();
    reading = true;
    setImmediate(endReading);
    onView((statement, ...values) => reader.query<never, Scalar[]>(statement).all(...values));
  }

  const query = asQuery(reader, name);
  const readNow = <Row>(statement: string, values?: readonly Value[]): Promise<Row[]> => {
    if (closed) return Promise.reject(closedError());
    beginReading();
    return query(statement, values);
  };
  const readInTurn = <Row>(statement: string, values?: readonly Value[]): Promise<Row[]> =>
    inTurn(() => readNow<Row>(statement, values));

  const write = <T>(work: Work<T>): Promise<T> =>
    inTurn(async () => {
      if (closed) throw closedError();
      checkStillThere();
      try {
        // With the lock for writing from the start: one taken later could be refused half-way.
        await whenFree(() => writer.run("BEGIN IMMEDIATE"));
        try {
          const result = await work(asQuery(writer, name), asScript(writer, name));
          writer.run("COMMIT");
          endReading();
          return result;
        } finally {
          // Some faults, such as a full disk, have rolled back already.
          if (writer.inTransaction) writer.run("ROLLBACK");
        }
      } catch (cause) {
        throw translate(cause, name);
      }
    });
  /** Writes the log back into the file and cuts it to nothing; false while somebody still reads from it. */
  function isLogEmptied(): boolean {
    endReading();
    try {
      return writer.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
    } catch (cause) {
      if (isBusy(cause)) return false;
      throw translate(cause, name);
    }
  }

  return {
    beginView: beginReading,
    read: Object.assign(inMemory ? readInTurn : readNow, { dialect: SQLITE }),
    write,
    migrate: write,
    emptyLog: async () => {
      const deadline = performance.now() + BUSY_TIMEOUT_MS;
      for (;;) {
        if (await inTurn(async () => closed || inMemory || isLogEmptied())) return true;
        if (performance.now() > deadline) return false;
        await Bun.sleep(BUSY_PAUSE_MS);
      }
    },
    close: () =>
      inTurn(async () => {
        closed = true;
        endReading();
        reader.close();
        if (writer !== reader) writer.close();
      }),
  };
}

/** Readable and writable by its owner alone: it holds what customers did. SQLite's own are made like the file. */
const PRIVATE = 0o600;

/** Makes the file where there is none; what else is wrong with the path, SQLite says when it opens it. */
function makePrivate(filename: string): void {
  try {
    closeSync(openSync(filename, "wx", PRIVATE));
  } catch {}
}

/** Takes away from others what an older version, or a copy, let them read. */
function keepPrivate(filename: string): void {
  for (const file of [filename, `${filename}-wal`, `${filename}-shm`]) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && stat.uid === process.getuid?.()) chmodSync(file, PRIVATE);
  }
}

async function connect(filename: string, name: string, cacheKib: number): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    if (filename !== ":memory:") makePrivate(filename);
    const opened = new Connection(filename);
    connection = opened;
    await whenFree(() => opened.run("PRAGMA journal_mode = WAL"));
    if (filename !== ":memory:") keepPrivate(filename);
    opened.run("PRAGMA synchronous = FULL");
    // The log goes back into the file with the commit that makes it this long; readers hold nobody up for longer than a
    // query. What it once grew to, under an import say, is cut off then.
    opened.run(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    opened.run(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
    opened.run(`PRAGMA cache_size = -${cacheKib}`);
    opened.run("PRAGMA foreign_keys = ON");
    // Overwrites what is erased. Copies that SQLite left behind when it split a page stay until the file is vacuumed.
    opened.run("PRAGMA secure_delete = ON");
    return opened;
  } catch (cause) {
    connection?.close();
    throw translate(cause, name);
  }
}

/**
 * Tries again while another program holds the lock. SQLite's own busy timeout would wait too, but it stops the whole
 * process meanwhile, and with it a second store in this process that may be the one with the lock.
 */
async function whenFree<T>(attempt: () => T): Promise<T> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      return attempt();
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > deadline) throw cause;
      await Bun.sleep(BUSY_PAUSE_MS);
    }
  }
}

/**
 * A connection keeps its statements prepared, for as many different ones as the store's requests are made of. A read that
 * nothing stands in the way of is over when this returns: each promise on the way would cost as much as a small one.
 */
function asQuery(connection: Connection, name: string): Query {
  const query = <Row>(statement: string, values: readonly Value[] = []): Promise<Row[]> => {
    // The dialect below makes no lists.
    const all = () => connection.query<Row, Scalar[]>(statement).all(...(values as Scalar[]));
    const failed = (cause: unknown) => Promise.reject(translate(cause, name));
    try {
      return Promise.resolve(all());
    } catch (cause) {
      return isBusy(cause) ? whenFree(all).catch(failed) : failed(cause);
    }
  };
  return Object.assign(query, { dialect: SQLITE });
}

const SQLITE: Dialect = {
  rows: (types, rows) => ({ text: `VALUES ${placeholders(rows.length, types.length)}`, values: rows.flat() }),
  oneOf: (list) => ({ text: `IN ${placeholders(1, list.length)}`, values: list }),
};

/** `(?,?),(?,?)` for `rows` rows of `columns` values. */
function placeholders(rows: number, columns: number): string {
  const row = `(${Array<string>(columns).fill("?").join(",")})`;
  return Array<string>(rows).fill(row).join(",");
}

function asScript(connection: Connection, name: string): Script {
  return async (statements) => {
    try {
      connection.run(statements);
    } catch (cause) {
      throw translate(cause, name);
    }
  };
}
