// Brings the schema to the newest version, one numbered script after the other, never back.
import type { Database, Query } from "./queries/query.ts";
import { StoreError } from "./store.ts";

export interface Migration {
  readonly name: string;
  readonly script: string;
  /** What no script can say, after it and in the same transaction. */
  readonly complete?: (query: Query) => Promise<void>;
}

/**
 * Runs what is missing of `migrations` in one transaction; of several processes that start at once, one does the work.
 * Throws `StoreError` "schema-too-new" when a newer program has migrated the store.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  now: () => number,
): Promise<void> {
  await database.migrate(async (query, runScript) => {
    await query(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint NOT NULL PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)",
    );
    const [row] = await query<{ version: number | null }>(
      "SELECT max(version) AS version FROM schema_migrations",
    );
    const current = row?.version ?? 0;
    if (current > migrations.length) {
      throw new StoreError(
        "schema-too-new",
        `the store has schema ${current}, this program knows ${migrations.length}: use a newer program`,
      );
    }
    for (const [index, { name, script, complete }] of migrations.entries()) {
      const version = index + 1;
      if (version <= current) continue;
      if (script !== "") await runScript(script);
      await complete?.(query);
      await query("INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)", [
        version,
        name,
        now(),
      ]);
    }
  });
}
