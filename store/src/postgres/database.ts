// One Postgres database: a pool of connections that comes back by itself when the server was gone.
import { type ReservedSQL, SQL } from "bun";
import type { Database, Dialect, Query, Scalar, Script, Value, Work } from "../queries/query.ts";
import { StoreError } from "../store.ts";
import type { PostgresAddress } from "./address.ts";
import { Breaker } from "./breaker.ts";
import { inTime } from "./deadline.ts";
import { isCutOff, isGone, translate } from "./errors.ts";
import { fromPostgres, toPostgres } from "./text.ts";

/** While the server is gone, one attempt per this many milliseconds finds out whether it is back. */
const PAUSE_MS = 500;
/** The server stops a statement that takes too long. One that it has not answered by then either has no server. */
const GRACE_MS = 1_000;
/** A process that stops half-way, frozen or cut off, gives its locks back after this long. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Held by the one process that changes the schema. */
const MIGRATION_LOCK = 4_198_210;

/** Whatever runs statements: the pool, or one of its connections. */
type Runner = Pick<SQL, "unsafe">;

/** Connects with the first statement, and again when it was cut off. */
export function openDatabase(address: PostgresAddress): Database {
  const { name } = address;
  const patience = address.statementTimeout + GRACE_MS;
  const breaker = new Breaker(PAUSE_MS, () => performance.now());
  /** Any connection that rested while the server went and came back says so when it is used again. */
  const tries = address.pool + 1;
  const writes = new Set<Promise<unknown>>();
  let pool = connect(address);
  let closed = false;

  /** Runs what is asked of the server, up to `tries` times, and keeps the breaker's books. Throws `StoreError`. */
  async function attempt<T>(ask: () => Promise<T>, tries = 1): Promise<T> {
    for (let left = tries; ; left--) {
      try {
        const result = await ask();
        breaker.succeeded();
        return result;
      } catch (cause) {
        if (left > 1 && isCutOff(cause)) continue;
        const fault = translate(cause, name);
        if (isGone(cause) && fault instanceof Error) breaker.failed(fault);
        throw fault;
      }
    }
  }

  function check(): void {
    if (closed) throw new StoreError("unavailable", `${name} is closed`);
    breaker.check();
  }

  /** Gives up what gets no answer at all, and the connections with it: they would keep everybody waiting. */
  const answered = <T>(answer: Promise<T>): Promise<T> =>
    inTime(answer, patience, () => {
      const fault = new StoreError("unavailable", `${name} does not answer`);
      breaker.failed(fault);
      void pool.close({ timeout: 0 });
      pool = connect(address);
      return fault;
    });

  const queryOn = (runner: () => Runner, bounded: boolean, tries = 1): Query => {
    const query = <Row>(statement: string, values: readonly Value[] = []): Promise<Row[]> =>
      attempt(async () => {
        const answer = runner().unsafe<Record<string, unknown>[]>(
          numbered(statement),
          values.map(toParameter),
        );
        return (await (bounded ? answered(answer) : answer)).map(fromRow) as Row[];
      }, tries);
    return Object.assign(query, { dialect: POSTGRES });
  };

  const poolQuery = queryOn(() => pool, true, tries);
  const read = async <Row>(statement: string, values?: readonly Value[]): Promise<Row[]> => {
    check();
    return await poolQuery<Row>(statement, values);
  };

  /** A connection in a new transaction; `settings` run first in it. */
  async function begin(settings: string): Promise<ReservedSQL> {
    check();
    return await attempt(async () => {
      const connection = await answered(pool.reserve());
      try {
        await answered(connection.unsafe(`BEGIN; ${settings}`).simple());
        return connection;
      } catch (error) {
        await connection.release();
        throw error;
      }
    }, tries);
  }

  async function transaction<T>(work: Work<T>, settings: string, bounded: boolean): Promise<T> {
    const connection = await begin(settings);
    const query = queryOn(() => connection, bounded);
    const script: Script = async (statements) => {
      await attempt(() => connection.unsafe(statements).simple());
    };
    try {
      const result = await work(query, script);
      await query("COMMIT");
      return result;
    } catch (error) {
      // When this fails too the connection is gone, and the transaction with it.
      await query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      await connection.release();
    }
  }

  function write<T>(work: Work<T>, settings = "", bounded = true): Promise<T> {
    const written = transaction(work, settings, bounded);
    const settled = written.catch(() => undefined).finally(() => writes.delete(settled));
    writes.add(settled);
    return written;
  }

  return {
    read: Object.assign(read, { dialect: POSTGRES }),
    write: (work) => write(work),
    migrate: (work) =>
      write(work, `SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`, false),
    async close() {
      closed = true;
      await Promise.all(writes);
      await pool.close({ timeout: GRACE_MS / 1000 });
    },
  };
}

function connect({ url, pool, statementTimeout, connectTimeout }: PostgresAddress): SQL {
  return new SQL(url, {
    adapter: "postgres",
    max: pool,
    connectionTimeout: connectTimeout,
    bigint: true,
    connection: {
      application_name: "aisle",
      statement_timeout: statementTimeout,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      // What was acknowledged is on disk, whatever the server's default.
      synchronous_commit: "on",
    },
  });
}

const POSTGRES: Dialect = {
  // One array per column: one statement to prepare, whatever the number of rows.
  rows: (types, rows) => ({
    text: `SELECT * FROM unnest(${types.map((type) => `?::${type}[]`).join(", ")})`,
    values: types.map((_, column) => rows.map((row) => row[column] ?? null)),
  }),
  oneOf: (list) => ({ text: "= ANY (?::text[])", values: [list] }),
};

const numberedTexts = new Map<string, string>();

/** `$1`, `$2`, … instead of question marks; none of the queries has one in a literal. */
function numbered(statement: string): string {
  let text = numberedTexts.get(statement);
  if (text === undefined) {
    let count = 0;
    text = statement.replaceAll("?", () => `$${++count}`);
    numberedTexts.set(statement, text);
  }
  return text;
}

function toParameter(value: Value): unknown {
  return isList(value) ? value.map(toScalar) : toScalar(value);
}

const isList = (value: Value): value is readonly Scalar[] => Array.isArray(value);

const toScalar = (value: Scalar): Scalar => (typeof value === "string" ? toPostgres(value) : value);

function fromRow(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === "string") row[column] = fromPostgres(value);
    else if (typeof value === "bigint") row[column] = Number(value);
  }
  return row;
}
