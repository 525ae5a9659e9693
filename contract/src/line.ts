// A short text that somebody else wrote and that we show, log or put into a commit.
import * as v from "valibot";

export const MAX_LINE_LENGTH = 1_000;

/** At most 1,000 UTF-16 code units on one line. Control and format characters could forge lines of a log or a commit. */
export const Line = v.pipe(
  v.string(),
  v.maxLength(MAX_LINE_LENGTH, `Expected at most ${MAX_LINE_LENGTH} characters.`),
  v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, "Expected one line without control characters."),
);
