// One in-memory DuckDB with bounded memory, opened for a piece of work and closed after it.
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { removeFolder } from "@aisle/platform";
import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DuckDbLimits {
  /** Default: what the machine has. */
  readonly threads?: number;
  /** Memory for tables and operators in MiB; beyond it DuckDB spills to the temporary folder. Default 1024. */
  readonly memoryMb?: number;
}

/** Runs `work` on a fresh database and closes it, also when `work` throws. Never downloads an extension. */
export async function withDuckDb<T>(
  work: (db: DuckDBConnection) => Promise<T>,
  limits: DuckDbLimits = {},
): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", {
    ...(limits.threads === undefined ? {} : { threads: String(limits.threads) }),
    memory_limit: `${limits.memoryMb ?? 1024}MiB`,
    temp_directory: join(tmpdir(), `${SPILL}${process.pid}`),
    autoinstall_known_extensions: "false",
  });
  try {
    const db = await instance.connect();
    try {
      await db.run("set TimeZone = 'UTC'");
      return await work(db);
    } finally {
      db.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** How the folders begin to which DuckDB spills what does not fit into memory; the process's number follows. */
const SPILL = "aisle-duckdb-";

/** How the folders for copies of the files that are read begin; the process's number follows. */
const SCRATCH = "aisle-reading-";

/** An empty folder for such copies, which may have addresses of customers in them. */
export async function scratchFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), `${SCRATCH}${process.pid}-`));
}

/**
 * Removes what processes of this machine that have ended spilled or copied to `root`: a killed one leaves gigabytes
 * there, and addresses of customers.
 */
export async function removeSpilled(root = tmpdir()): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid] = /^aisle-(?:duckdb-(?=\d+$)|reading-(?=\d+-))(\d{1,9})/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // What holds anything else, or is another user's, is not ours to remove.
    await removeFolder(join(root, name), (file) => /^(?:duckdb_temp_|copy-)/.test(file)).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** `text` as a SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `texts` as a SQL list of string literals. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(", ")}]`;
}

/** SQL for `text` without white space around it; DuckDB's own `trim` only takes spaces. */
export function trimmed(text: string): string {
  return `trim(${text}, e' \\t\\r\\n')`;
}

/** The rows of a query as plain objects; `BIGINT` columns are bigints, so queries cast counts to `DOUBLE`. */
export async function rows<Row>(db: DuckDBConnection, sql: string): Promise<Row[]> {
  const result = await db.run(sql);
  return (await result.getRowObjectsJS()) as Row[];
}

/** The only row of an aggregate query. */
export async function oneRow<Row>(db: DuckDBConnection, sql: string): Promise<Row> {
  const [row] = await rows<Row>(db, sql);
  if (row === undefined) throw new Error(`no row from: ${sql}`);
  return row;
}

/** Streams a result chunk by chunk (2,048 rows), so that it is never whole in memory twice. */
export async function eachChunk(
  db: DuckDBConnection,
  sql: string,
  visit: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await db.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    visit(chunk);
  }
}

/** Streams a result as plain objects, up to 2,048 rows at a time. */
export async function* batches<Row>(db: DuckDBConnection, sql: string): AsyncGenerator<Row[], void, void> {
  const result = await db.stream(sql);
  for await (const batch of result.yieldRowObjectJs()) yield batch as Row[];
}
