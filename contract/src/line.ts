// A short text that somebody else wrote and that we show, log or put into a commit.
import * as v from "valibot";

export const MAX_LINE_LENGTH = 1_000;

/** At most 1,000 UTF-16 code units on one line. Control and format characters could forge lines of a log or a commit. */
export const Line = v.pipe(
  v.string(),
  v.maxLength(MAX_LINE_LENGTH, `Expected at most ${MAX_LINE_LENGTH} characters.`),
  v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, "Expected one line without control characters."),
);

/** The text as a `Line`: what cannot be in one becomes a space, and what is too much is cut off. */
export function toLine(text: string, most = MAX_LINE_LENGTH): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  if (line.length <= most) return line;
  const kept = line.slice(0, most - 1);
  // Half of a surrogate pair is no character.
  return `${(kept.isWellFormed() ? kept : kept.slice(0, -1)).trimEnd()}…`;
}
