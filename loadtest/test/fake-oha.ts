// A stand-in for oha that sends nothing: it takes oha's arguments, says at once what would have come of them, and notes
// what it was asked. `bun fake-oha.ts NOTES OUTCOME oha's arguments…`; OUTCOME is a status, `refused`, `hangs` or `broken`.
import { Database } from "bun:sqlite";
import { appendFileSync, readFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { parseArgs } from "node:util";

const UNLIMITED_RATE = 100;

/** What a fake oha was asked. */
export interface Asked {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly rate?: number;
  readonly header?: string;
  /** File for single answers. */
  readonly records?: string;
  /** Lines of the file of bodies or URLs. */
  readonly lines: readonly string[];
}

/** Makes an executable `oha` in a folder that exists; returns a function that reads what it was asked so far. */
export async function fakeOha(folder: string, outcome = "200"): Promise<() => Asked[]> {
  const notes = `${folder}/asked.ndjson`;
  await Bun.write(notes, "");
  await Bun.write(
    `${folder}/oha`,
    `#!/bin/sh\nexec '${process.execPath}' '${import.meta.path}' '${notes}' '${outcome}' "$@"\n`,
  );
  await chmod(`${folder}/oha`, 0o755);
  return () =>
    readFileSync(notes, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Asked);
}

if (import.meta.main) await answer();

async function answer(): Promise<void> {
  const [notes = "", outcome = "", ...args] = process.argv.slice(2);
  const value = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      "no-tui": flag,
      "latency-correction": flag,
      "urls-from-file": flag,
      "output-format": value,
      "db-url": value,
      "worker-threads": value,
      w: { ...flag, short: "w" },
      z: { ...value, short: "z" },
      q: { ...value, short: "q" },
      c: { ...value, short: "c" },
      t: { ...value, short: "t" },
      H: { ...value, short: "H" },
      m: { ...value, short: "m" },
      T: { ...value, short: "T" },
      Z: { ...value, short: "Z" },
    },
  });
  const [subject = ""] = positionals;
  const seconds = Number.parseFloat(values.z ?? "0");
  appendFileSync(
    notes,
    `${JSON.stringify({
      url: subject,
      seconds,
      connections: Number(values.c),
      ...(values.q !== undefined && { rate: Number(values.q) }),
      ...(values.H !== undefined && { header: values.H }),
      ...(values["db-url"] !== undefined && { records: values["db-url"] }),
      lines: readFileSync(values.Z ?? subject, "utf8").split("\n"),
    } satisfies Asked)}\n`,
  );
  if (/\.\d{10}/.test(values.z ?? "")) {
    process.stderr.write(`invalid value '${values.z}' for '-z <DURATION>'\n`);
    process.exit(2);
  }
  if (outcome === "hangs") await Bun.sleep(60_000);
  if (outcome === "broken") {
    process.stderr.write("too many open files\n");
    process.exit(3);
  }
  const count = Math.round(Number(values.q ?? UNLIMITED_RATE) * seconds);
  const isRefused = outcome === "refused";
  if (!isRefused) record(values["db-url"] ?? "", { count, seconds, status: Number(outcome) });
  process.stdout.write(
    JSON.stringify({
      summary: {
        total: seconds,
        requestsPerSec: count / seconds,
        average: null,
        fastest: null,
        slowest: null,
      },
      latencyPercentiles: {},
      statusCodeDistribution: isRefused ? {} : { [outcome]: count },
      errorDistribution: isRefused ? { "Connection refused (os error 111)": count } : {},
    }),
  );
}

/** The table that oha 1.16 writes; every answer took 2 ms. */
function record(
  path: string,
  { count, seconds, status }: { readonly count: number; readonly seconds: number; readonly status: number },
): void {
  const database = new Database(path);
  database.run(
    "CREATE TABLE oha (url TEXT NOT NULL, start REAL NOT NULL, start_latency_correction REAL, end REAL NOT NULL, duration REAL NOT NULL, status INTEGER NOT NULL, len_bytes INTEGER NOT NULL, run INTEGER NOT NULL)",
  );
  const insert = database.prepare("INSERT INTO oha VALUES ('/', ?1, ?1, ?1 + 0.002, 0.002, ?2, 8, 1)");
  database.transaction(() => {
    for (let at = 0; at < count; at++) insert.run((at * seconds) / count, status);
  })();
  database.close();
}
