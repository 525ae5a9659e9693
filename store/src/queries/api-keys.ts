// The keys of the API: what they may do, and the hashes of their secrets.
import type { ApiKey } from "../store.ts";
import type { Query } from "./query.ts";

interface KeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly scopes: string;
  readonly requests_per_second: number | null;
  readonly created_at: number;
  readonly revoked_at: number | null;
}

const COLUMNS = "key_id, name, secret_hash, scopes, requests_per_second, created_at, revoked_at";

export async function addApiKey(query: Query, key: Omit<ApiKey, "revokedAt">): Promise<void> {
  await query(`INSERT INTO api_keys (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, NULL)`, [
    key.keyId,
    key.name,
    key.secretHash,
    JSON.stringify(key.scopes),
    key.requestsPerSecond ?? null,
    key.createdAt,
  ]);
}

export async function listApiKeys(query: Query): Promise<ApiKey[]> {
  const rows = await query<KeyRow>(`SELECT ${COLUMNS} FROM api_keys ORDER BY created_at, key_id`);
  return rows.map((row) => ({
    keyId: row.key_id,
    name: row.name,
    secretHash: row.secret_hash,
    scopes: JSON.parse(row.scopes) as string[],
    ...(row.requests_per_second !== null && { requestsPerSecond: row.requests_per_second }),
    createdAt: row.created_at,
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }));
}

/** Inside a transaction. */
export async function revokeApiKey(query: Query, keyId: string, now: number): Promise<boolean> {
  const rows = await query(
    "UPDATE api_keys SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL RETURNING key_id",
    [now, keyId],
  );
  return rows.length > 0;
}
