// Brings the schema to the newest version, one numbered script after the other, never back.
import { StoreError } from "../store.ts";
import type { Database } from "./database.ts";
import catalogueAndEvents from "./migrations/0001-catalogue-and-events.sql" with { type: "text" };
import hiddenItems from "./migrations/0002-hidden-items.sql" with { type: "text" };
import takenItems from "./migrations/0003-taken-items.sql" with { type: "text" };
import apiKeys from "./migrations/0004-api-keys.sql" with { type: "text" };
import coveringHistory from "./migrations/0005-covering-history.sql" with { type: "text" };

interface Migration {
  readonly name: string;
  readonly script: string;
}

/** In order: the first is version 1. Never change one that has shipped; add another. */
const MIGRATIONS: readonly Migration[] = [
  { name: "catalogue-and-events", script: catalogueAndEvents },
  { name: "hidden-items", script: hiddenItems },
  { name: "taken-items", script: takenItems },
  { name: "api-keys", script: apiKeys },
  { name: "covering-history", script: coveringHistory },
];

/**
 * Runs what is missing in one transaction; of several processes that start at once, one does the work. Throws
 * `StoreError` "schema-too-new" when a newer program has migrated the store.
 */
export async function migrate(database: Database, now: () => number): Promise<void> {
  await database.write(async (query, runScript) => {
    await query(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint NOT NULL PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)",
    );
    const [row] = await query<{ version: number | null }>(
      "SELECT max(version) AS version FROM schema_migrations",
    );
    const current = row?.version ?? 0;
    if (current > MIGRATIONS.length) {
      throw new StoreError(
        "schema-too-new",
        `the store has schema ${current}, this program knows ${MIGRATIONS.length}: use a newer program`,
      );
    }
    for (const [index, { name, script }] of MIGRATIONS.entries()) {
      const version = index + 1;
      if (version <= current) continue;
      await runScript(script);
      await query("INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)", [
        version,
        name,
        now(),
      ]);
    }
  });
}
