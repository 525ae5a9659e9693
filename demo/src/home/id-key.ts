// The key that signs the ids of lists: made once for each home, so that clicks count after a restart, too.
import { readFileSync, writeFileSync } from "node:fs";

const BYTES = 32;

/** The key in this file, which is made for its owner alone when there is none. */
export function idKey(path: string): string {
  const key = crypto.getRandomValues(new Uint8Array(BYTES)).toHex();
  try {
    writeFileSync(path, `${key}\n`, { flag: "wx", mode: 0o600 });
    return key;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      return readFileSync(path, "utf8").trim();
    throw error;
  }
}
