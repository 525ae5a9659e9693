// Words of others, as they are kept and repeated: in one line, and not longer than it is worth.

/** White space, control characters, line breaks of Unicode, and what turns the direction of writing. */
const BREAKS = /[\s\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** At most `max` UTF-16 code units; what is longer ends with `…`. */
export function oneLine(text: string, max: number): string {
  // Not all of a text of megabytes is looked at.
  const line = text
    .slice(0, 4 * max)
    .replaceAll(BREAKS, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`.toWellFormed();
}
