// The shop's standing rules: every save is a version, and the newest ones stay.
import { MAX_RULES_VERSIONS, type RulesVersion, type StoredRules } from "../store.ts";
import type { Query } from "./query.ts";

interface VersionRow {
  readonly version: number;
  readonly rule_count: number;
  readonly saved_by: string;
  readonly note: string | null;
  readonly saved_at: number;
}

interface RulesRow extends VersionRow {
  readonly rules: string;
}

const COLUMNS = "version, rule_count, saved_by, note, saved_at";

/** Inside a transaction. */
export async function saveRules(
  query: Query,
  { rules, savedBy, note }: Pick<StoredRules, "rules" | "savedBy" | "note">,
  expected: number,
  now: number,
): Promise<RulesVersion | undefined> {
  const [newest] = await query<{ version: number | null }>(
    "SELECT max(version) AS version FROM standing_rules",
  );
  if ((newest?.version ?? 0) !== expected) return undefined;
  const version = expected + 1;
  // Where two may have read the same newest version, the first to write has it.
  const [row] = await query<VersionRow>(
    `INSERT INTO standing_rules (rules, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (version) DO NOTHING RETURNING ${COLUMNS}`,
    [JSON.stringify(rules), version, rules.length, savedBy, note ?? null, now],
  );
  if (row === undefined) return undefined;
  await query("DELETE FROM standing_rules WHERE version <= ?", [version - MAX_RULES_VERSIONS]);
  return versionOf(row);
}

export async function newestRules(query: Query, after: number): Promise<StoredRules | undefined> {
  const [row] = await query<RulesRow>(
    `SELECT rules, ${COLUMNS} FROM standing_rules WHERE version > ? ORDER BY version DESC LIMIT 1`,
    [after],
  );
  return row && stored(row);
}

export async function rulesOf(query: Query, version: number): Promise<StoredRules | undefined> {
  const [row] = await query<RulesRow>(`SELECT rules, ${COLUMNS} FROM standing_rules WHERE version = ?`, [
    version,
  ]);
  return row && stored(row);
}

export async function listRulesVersions(query: Query): Promise<RulesVersion[]> {
  const rows = await query<VersionRow>(`SELECT ${COLUMNS} FROM standing_rules ORDER BY version DESC`);
  return rows.map(versionOf);
}

const versionOf = (row: VersionRow): RulesVersion => ({
  version: row.version,
  count: row.rule_count,
  savedBy: row.saved_by,
  ...(row.note !== null && { note: row.note }),
  savedAt: row.saved_at,
});

const stored = (row: RulesRow): StoredRules => ({
  ...versionOf(row),
  rules: JSON.parse(row.rules) as readonly unknown[],
});
