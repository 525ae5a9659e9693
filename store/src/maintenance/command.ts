// `make backup`, `make restore` and `make retention`.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../open.ts";
import { backUp, restore } from "./sqlite-file.ts";

const DAY_MS = 86_400_000;
/** Long enough for every program that follows the catalogue to learn of a deletion, however long it was cut off. */
const DELETED_DAYS = 30;

export const HELP = `Usage: bun store/src/main.ts backup [FILE]
       bun store/src/main.ts restore FILE [--replace]
       bun store/src/main.ts retention --months N

  backup     copies the store, also while it is in use; to a new file in AISLE_HOME/backups unless named
  restore    makes the store what FILE holds; an existing one is replaced only with --replace, and only when
             nothing uses it
  retention  drops the events of all but the last N whole months and the current one, which is in UTC, and the rows
             of items that were deleted more than ${DELETED_DAYS} days ago and that no event names any more

The store is the API's: STORE_URL, or the one in AISLE_HOME. Backups are of SQLite; Postgres has pg_dump.

Examples:
  bun store/src/main.ts backup
  bun store/src/main.ts restore .aisle/backups/store-2026-03-14T02-00-00Z.db --replace
  bun store/src/main.ts retention --months 24`;

/** The command line is wrong, or does not fit the store; the message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Runs one command. Throws `UsageError`, and `StoreError`. */
export async function maintenanceCommand(
  argv: readonly string[],
  { environment, write, now }: Surroundings,
): Promise<void> {
  const { values, positionals } = parse(argv);
  const [command, file, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`one FILE is enough, "${rest[0]}" is too much`);
  const home = environment["AISLE_HOME"] || ".aisle";
  const url = environment["STORE_URL"] || `sqlite://${resolve(home)}/store.db`;

  if (command === "backup") {
    const time = new Date(now()).toISOString().slice(0, 19).replaceAll(":", "-");
    const target = resolve(file ?? `${home}/backups/store-${time}Z.db`);
    backUp(fileOf(url), target);
    write(target);
  } else if (command === "restore") {
    if (file === undefined) throw new UsageError("say which FILE to restore: FROM=… with make");
    restore(resolve(file), fileOf(url), { replace: values.replace === true });
    write(`${fileOf(url)} is what ${file} held`);
  } else if (command === "retention" && file === undefined) {
    await retain(url, months(values.months), now(), write);
  } else throw new UsageError("say backup, restore or retention");
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { replace: { type: "boolean" }, months: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The file of a store on SQLite. */
function fileOf(url: string): string {
  const path = /^sqlite:\/\/(?<path>[^?]+)$/u.exec(url)?.groups?.["path"];
  if (path !== undefined) return resolve(path);
  if (/^postgres(?:ql)?:/u.test(url))
    throw new UsageError(
      "the store is on Postgres. Back it up with\n" +
        "  pg_dump --format=custom --file=shop.dump --dbname=postgres://USER@HOST/DATABASE\n" +
        "and bring it back, into an empty database, with\n" +
        "  pg_restore --exit-on-error --single-transaction --dbname=postgres://USER@HOST/DATABASE shop.dump\n" +
        "or keep base backups and the write-ahead log, to get back to any moment",
    );
  throw new UsageError("STORE_URL names no file: it must begin with sqlite:// for a backup");
}

function months(given: string | undefined): number {
  const number = Number(given);
  if (given === undefined || !(Number.isInteger(number) && number >= 1 && number <= 1_200))
    throw new UsageError(
      `--months takes a whole number from 1 to 1200 (MONTHS=24 with make), not "${given ?? ""}"`,
    );
  return number;
}

async function retain(
  url: string,
  months: number,
  now: number,
  write: (line: string) => void,
): Promise<void> {
  const oldest = new Date(now);
  // The first of the month: the 31st of one is the 1st of the next but one in another.
  oldest.setUTCDate(1);
  oldest.setUTCMonth(oldest.getUTCMonth() - months);
  const store = await openStore(url);
  try {
    const dropped = await store.dropMonthsBefore(oldest.getTime());
    const items = await store.dropDeletedItems(now - DELETED_DAYS * DAY_MS);
    write(`${dropped} events from before ${oldest.toISOString().slice(0, 7)} are dropped`);
    write(`${items} items that were deleted more than ${DELETED_DAYS} days ago are dropped`);
  } finally {
    await store.close();
  }
}
