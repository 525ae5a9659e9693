// What the desk knows and has to do, on disk: releases, what was said and measured meanwhile, what is left to do.
import { Database } from "bun:sqlite";
import type { Sample } from "../measurements/measurements.ts";
import { type AlertRow, type ReleaseRow, type TaskRow, toAlert, toRelease, toTask } from "./rows.ts";
import type { Alert, Details, Release, Said, Task, TaskKind, Verdict } from "./types.ts";

const VERSION = 1;
/** Nobody reads `not_before` any more: pauses are not kept. */
const SCHEMA = `
CREATE TABLE releases (
  id INTEGER PRIMARY KEY, spec TEXT NOT NULL, from_revision TEXT NOT NULL, to_revision TEXT NOT NULL,
  commit_id TEXT, base_id TEXT, started_at INTEGER NOT NULL, ended_at INTEGER, verdict TEXT, reason TEXT,
  stop_reason TEXT, details TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE said (
  at INTEGER NOT NULL, by TEXT NOT NULL, is_warning INTEGER NOT NULL, message TEXT NOT NULL,
  PRIMARY KEY (at, message)
) STRICT;
CREATE TABLE samples (release_id INTEGER NOT NULL, at INTEGER NOT NULL, sample TEXT NOT NULL, PRIMARY KEY (release_id, at)) STRICT;
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY, release_id INTEGER NOT NULL, kind TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0, error TEXT, done_at INTEGER, UNIQUE (release_id, kind)
) STRICT;
CREATE TABLE alerts (
  fingerprint TEXT NOT NULL, starts_at INTEGER NOT NULL, is_firing INTEGER NOT NULL, name TEXT NOT NULL,
  labels TEXT NOT NULL, annotations TEXT NOT NULL, heard_at INTEGER NOT NULL, PRIMARY KEY (fingerprint, starts_at)
) STRICT;
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Two things that are said within this time in the same words are one, heard on two ways. */
const SAME_MS = 3_000;
/** Of what was said in a time. */
const MAX_SAID = 5_000;

export class Journal {
  readonly #db: Database;

  /** Throws when the file is of a newer desk, or another desk has it: only one may decide at a time. */
  constructor(file: string) {
    this.#db = new Database(file, { create: true, strict: true });
    this.#db.run("PRAGMA busy_timeout = 2000");
    this.#db.run("PRAGMA locking_mode = EXCLUSIVE");
    try {
      this.#db.run("PRAGMA journal_mode = WAL");
    } catch (error) {
      if (!String(error).includes("locked")) throw error;
      throw new Error(`Another release desk has ${file}: only one may decide at a time. Stop it first.`, {
        cause: error,
      });
    }
    this.#db.run("PRAGMA synchronous = FULL");
    const { user_version: version } = this.#db
      .query<{ user_version: number }, []>("PRAGMA user_version")
      .get()!;
    if (version > VERSION) throw new Error(`${file} is of a newer release desk: run that one.`);
    if (version === VERSION) return;
    this.transaction(() => {
      this.#db.run(SCHEMA);
      this.#db.run(`PRAGMA user_version = ${VERSION}`);
    });
  }

  close(): void {
    this.#db.close();
  }

  /** All of `work` is kept, or nothing. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  open(release: Pick<Release, "spec" | "from" | "to" | "commit" | "base" | "startedAt">): Release {
    const { lastInsertRowid } = this.#db
      .query(
        "INSERT INTO releases (spec, from_revision, to_revision, commit_id, base_id, started_at) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        release.spec,
        JSON.stringify(release.from),
        JSON.stringify(release.to),
        release.commit ?? null,
        release.base ?? null,
        release.startedAt,
      );
    return this.release(Number(lastInsertRowid))!;
  }

  end(
    id: number,
    end: { readonly endedAt: number; readonly verdict: Verdict; readonly reason: string },
  ): void {
    this.#db
      .query("UPDATE releases SET ended_at = ?, verdict = ?, reason = ? WHERE id = ?")
      .run(end.endedAt, end.verdict, end.reason, id);
  }

  wantStopped(id: number, reason: string): void {
    this.#db
      .query("UPDATE releases SET stop_reason = ? WHERE id = ? AND stop_reason IS NULL")
      .run(reason, id);
  }

  addDetails(id: number, details: Details): void {
    this.#db
      .query("UPDATE releases SET details = json_patch(details, ?) WHERE id = ?")
      .run(JSON.stringify(details), id);
  }

  release(id: number): Release | undefined {
    const row = this.#db.query<ReleaseRow, [number]>("SELECT * FROM releases WHERE id = ?").get(id);
    return row === null ? undefined : toRelease(row);
  }

  /** The one that runs. */
  openRelease(): Release | undefined {
    const row = this.#db
      .query<ReleaseRow, []>("SELECT * FROM releases WHERE verdict IS NULL ORDER BY id DESC")
      .get();
    return row === null ? undefined : toRelease(row);
  }

  /** The newest first. */
  releases(limit: number, before = Number.MAX_SAFE_INTEGER): readonly Release[] {
    return this.#db
      .query<ReleaseRow, [number, number]>("SELECT * FROM releases WHERE id < ? ORDER BY id DESC LIMIT ?")
      .all(before, limit)
      .map(toRelease);
  }

  /** How many ended so. */
  countOf(verdict: Verdict): number {
    return this.#db
      .query<{ readonly count: number }, [string]>("SELECT count(*) AS count FROM releases WHERE verdict = ?")
      .get(verdict)!.count;
  }

  /** Keeps what was said, unless it is known from another way. */
  say(said: Said): void {
    const known = this.#db
      .query("SELECT 1 FROM said WHERE message = ? AND at BETWEEN ? AND ?")
      .get(said.message, said.at - SAME_MS, said.at + SAME_MS);
    if (known !== null) return;
    this.#db
      .query("INSERT OR IGNORE INTO said (at, by, is_warning, message) VALUES (?, ?, ?, ?)")
      .run(said.at, said.by, said.isWarning ? 1 : 0, said.message);
  }

  /** In order of time, the last of them; from and to in unix milliseconds, both included. */
  said(from: number, to: number): readonly Said[] {
    return this.#db
      .query<Omit<Said, "isWarning"> & { readonly is_warning: number }, [number, number]>(
        `SELECT * FROM said WHERE at BETWEEN ? AND ? ORDER BY at DESC, rowid DESC LIMIT ${MAX_SAID}`,
      )
      .all(from, to)
      .toReversed()
      .map(({ is_warning, ...rest }) => ({ ...rest, isWarning: is_warning === 1 }));
  }

  addSample(releaseId: number, sample: Sample): void {
    this.#db
      .query("INSERT OR REPLACE INTO samples (release_id, at, sample) VALUES (?, ?, ?)")
      .run(releaseId, sample.at, JSON.stringify(sample));
  }

  samples(releaseId: number): readonly Sample[] {
    return this.#db
      .query<{ readonly sample: string }, [number]>(
        "SELECT sample FROM samples WHERE release_id = ? ORDER BY at",
      )
      .all(releaseId)
      .map(({ sample }) => JSON.parse(sample) as Sample);
  }

  addTasks(releaseId: number, kinds: readonly TaskKind[]): void {
    for (const kind of kinds)
      this.#db
        .query("INSERT INTO tasks (release_id, kind) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .run(releaseId, kind);
  }

  /** What is left to do, in the order in which it was asked for. */
  pendingTasks(): readonly Task[] {
    return this.#db
      .query<TaskRow, []>("SELECT * FROM tasks WHERE done_at IS NULL ORDER BY id")
      .all()
      .map(toTask);
  }

  /** All of a release. */
  tasksOf(releaseId: number): readonly Task[] {
    return this.#db
      .query<TaskRow, [number]>("SELECT * FROM tasks WHERE release_id = ? ORDER BY id")
      .all(releaseId)
      .map(toTask);
  }

  taskDone(id: number, at: number): void {
    this.#db
      .query("UPDATE tasks SET done_at = ?, error = NULL, attempts = attempts + 1 WHERE id = ?")
      .run(at, id);
  }

  taskFailed(id: number, error: string): void {
    this.#db.query("UPDATE tasks SET error = ?, attempts = attempts + 1 WHERE id = ?").run(error, id);
  }

  keepAlert(alert: Alert): void {
    this.#db
      .query("INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(
        alert.fingerprint,
        alert.startsAt,
        alert.isFiring ? 1 : 0,
        alert.name,
        JSON.stringify(alert.labels),
        JSON.stringify(alert.annotations),
        alert.heardAt,
      );
  }

  /** The newest first. */
  alerts(limit: number): readonly Alert[] {
    return this.#db
      .query<AlertRow, [number]>("SELECT * FROM alerts ORDER BY starts_at DESC LIMIT ?")
      .all(limit)
      .map(toAlert);
  }

  note(key: string): string | undefined {
    return (
      this.#db.query<{ readonly value: string }, [string]>("SELECT value FROM notes WHERE key = ?").get(key)
        ?.value ?? undefined
    );
  }

  setNote(key: string, value: string): void {
    this.#db.query("INSERT OR REPLACE INTO notes VALUES (?, ?)").run(key, value);
  }
}
