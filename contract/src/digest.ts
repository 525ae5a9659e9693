// The digest of a bundle or a snapshot.
import * as v from "valibot";

export const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** `sha256:` and 64 lower-case hex digits. */
export const Digest = v.pipe(
  v.string(),
  v.regex(DIGEST_PATTERN, "Expected sha256: and 64 lower-case hex digits."),
);
