// Texts that others wrote, as part of our messages.

const MAX_LENGTH = 200;

/** One line of at most 200 characters; what could steer a terminal becomes a space. */
export function shorten(text: string): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
