// Postgres holds every text but one with a zero character. Such a text is written in another way and read back, so
// that a title nobody ever looks at cannot stop an import.

const ESCAPE = "\u0001";

/** Order and prefixes stay what they are: of two texts the same one sorts first, before and after. */
export function toPostgres(text: string): string {
  if (!text.includes("\0") && !text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPE, `${ESCAPE}1`).replaceAll("\0", `${ESCAPE}0`);
}

/** What `toPostgres` was given. */
export function fromPostgres(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replaceAll(`${ESCAPE}0`, "\0").replaceAll(`${ESCAPE}1`, ESCAPE);
}
