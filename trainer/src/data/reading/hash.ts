// Keeps customers by a digest of their id (HMAC-SHA256, RFC 2104), so that an e-mail address never enters the store.
import type { DuckDBConnection } from "@duckdb/node-api";

const BLOCK_BYTES = 64;

/** Makes the secret known to `customerDigest`: as a row, because the text of a statement may end up in a message. */
export async function useSecret(db: DuckDBConnection, secret: string): Promise<void> {
  const bytes = Buffer.from(secret);
  const key = Buffer.alloc(BLOCK_BYTES);
  (bytes.length > BLOCK_BYTES ? new Bun.CryptoHasher("sha256").update(bytes).digest() : bytes).copy(key);
  await db.run("create temp table secret (inner_key blob, outer_key blob)");
  const appender = await db.createAppender("secret");
  appender.appendBlob(key.map((byte) => byte ^ 0x36));
  appender.appendBlob(key.map((byte) => byte ^ 0x5c));
  appender.endRow();
  appender.closeSync();
}

/** SQL: the digest of the text `id` in hexadecimal digits. */
export function customerDigest(id: string): string {
  const inner = `unhex(sha256((select inner_key from secret) || encode(${id})))`;
  return `sha256((select outer_key from secret) || ${inner})`;
}
