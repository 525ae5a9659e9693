// One Postgres database: a pool of connections that comes back by itself when the server was gone.
import { type ReservedSQL, SQL } from "bun";
import type { Database, Query, Script, Value, Work } from "../queries/query.ts";
import { StoreError } from "../store.ts";
import type { PostgresAddress } from "./address.ts";
import { Breaker } from "./breaker.ts";
import { inTime } from "./deadline.ts";
import { fromRow, numbered, POSTGRES, toParameter } from "./dialect.ts";
import { isCutOff, isGone, translate } from "./errors.ts";

/** While the server is gone, one attempt per this many milliseconds finds out whether it is back. */
const PAUSE_MS = 500;
/** The server stops a statement that takes too long. One that it has not answered by then either has no server. */
const GRACE_MS = 1_000;
/** A process that stops half-way, frozen or cut off, gives its locks back after this long. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Held by the one process that changes the schema. */
export const MIGRATION_LOCK = 4_198_210;

/** What runs statements, the pool or one of its connections, and the pool that it is of. */
interface Runner {
  readonly sql: Pick<SQL, "unsafe">;
  readonly of: SQL;
}

interface Transaction {
  readonly connection: ReservedSQL;
  readonly of: SQL;
}

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

  /** Gives up what gets no answer at all, and its pool with it: those connections would keep everybody waiting. */
  const answered = <T>(answer: Promise<T>, of: SQL): Promise<T> =>
    inTime(answer, patience, () => {
      const fault = new StoreError("unavailable", `${name} does not answer`);
      breaker.failed(fault);
      // Another one that waited as long may have replaced it by now.
      if (pool === of) {
        pool = connect(address);
        of.close({ timeout: 0 }).catch(() => undefined);
      }
      return fault;
    });

  const queryOn = (runner: () => Runner, bounded: boolean, tries = 1): Query => {
    const query = <Row>(statement: string, values: readonly Value[] = []): Promise<Row[]> =>
      attempt(async () => {
        const { sql, of } = runner();
        const answer = sql.unsafe<Record<string, unknown>[]>(numbered(statement), values.map(toParameter));
        return (await (bounded ? answered(answer, of) : answer)).map(fromRow) as Row[];
      }, tries);
    return Object.assign(query, { dialect: POSTGRES });
  };

  const poolQuery = queryOn(() => ({ sql: pool, of: pool }), true, tries);
  const read = async <Row>(statement: string, values?: readonly Value[]): Promise<Row[]> => {
    check();
    return await poolQuery<Row>(statement, values);
  };

  /** A connection in a new transaction; `settings` run first in it. */
  async function begin(settings: string): Promise<Transaction> {
    check();
    return await attempt(async () => {
      const of = pool;
      const connection = await answered(of.reserve(), of);
      try {
        await answered(connection.unsafe(`BEGIN; ${settings}`).simple(), of);
        return { connection, of };
      } catch (error) {
        await connection.release();
        throw error;
      }
    }, tries);
  }

  async function transaction<T>(work: Work<T>, settings: string, bounded: boolean): Promise<T> {
    const { connection, of } = await begin(settings);
    const query = queryOn(() => ({ sql: connection, of }), bounded);
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
      write(
        async (query, script) => {
          await query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
          return await work(query, script);
        },
        "SET LOCAL statement_timeout = 0",
        false,
      ),
    // Its log is the server's own: recycled, copied and archived as whoever runs it says.
    emptyLog: () => Promise.resolve(true),
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
      // A plan is made for the customer of average length, of whom reading all and sorting it costs nothing. For one of
      // 300,000 events it takes a second, and the first 200 in the order of the index a fraction of a millisecond.
      enable_sort: "off",
      // Compiling a plan takes longer than any of ours.
      jit: "off",
      // What was acknowledged is on disk, whatever the server's default.
      synchronous_commit: "on",
    },
  });
}
