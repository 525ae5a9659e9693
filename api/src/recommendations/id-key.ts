// The key that signs the ids of lists, for programs that are given none.
import type { Log } from "../platform/logging.ts";

const BYTES = 32;

/** A random key; the log says what that means. */
export function ownIdKey(log: Log): string {
  log.warn("no key signs the ids of lists", {
    reason:
      "RECOMMENDATION_ID_KEY is not set: clicks and purchases that name lists of before the start, or of another program, count for no model",
  });
  return crypto.getRandomValues(new Uint8Array(BYTES)).toHex();
}
