// The key that a kept answer has: the same for all ways to write one question.

/** Characters; a longer question, such as one that excludes hundreds of items, is not asked twice. */
const MAX_KEY = 1024;
/** Nothing in here can be written in another way, but for the order of the parameters. */
const PLAIN = /^[\w.~/,=&-]*$/;
const PLAIN_PATH = /^[\w.~/-]*$/;
/** What is the same as saying nothing. */
const DEFAULTS: ReadonlySet<string> = new Set([
  "explain=true",
  "fill=true",
  "inStock=true",
  "includeItems=false",
  "limit=10",
  "variants=one",
]);
/** What may be named several times; any other parameter that is makes the question a mistake. */
const LISTS: ReadonlySet<string> = new Set([
  "all",
  "any",
  "brands",
  "categories",
  "context",
  "exclude",
  "none",
]);

/** The path and the parameters of an address as it was written, without its host, which whoever asks may choose. */
export function asWritten(url: string): string {
  const begin = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("//") + 2);
  return begin === -1 ? "/" : url.slice(begin);
}

/**
 * Path and parameters in one order and encoding, and without defaults. The key of a key is itself. Undefined for a question
 * whose answer is not kept.
 */
export function answerKey(written: string): string | undefined {
  // An encoded character takes three times its length or more.
  if (written.length > 4 * MAX_KEY) return undefined;
  const question = written.indexOf("?");
  const path = canonicalPath(question === -1 ? written : written.slice(0, question));
  const query = question === -1 ? "" : canonicalQuery(written.slice(question + 1));
  if (path === undefined || query === undefined) return undefined;
  const key = query === "" ? path : `${path}?${query}`;
  return key.length > MAX_KEY ? undefined : key;
}

function canonicalPath(path: string): string | undefined {
  if (PLAIN_PATH.test(path)) return path;
  try {
    return path
      .split("/")
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join("/");
  } catch {
    return undefined;
  }
}

function canonicalQuery(query: string): string | undefined {
  const given = query.split("&");
  const parts = PLAIN.test(query) && given.every((part) => part.includes("=")) ? given : encoded(query);
  if (parts.length === 1) return DEFAULTS.has(parts[0]!) ? "" : parts[0];
  parts.sort();
  for (let at = 1; at < parts.length; at++) {
    const name = nameOf(parts[at]!);
    if (name === nameOf(parts[at - 1]!) && !LISTS.has(name)) return undefined;
  }
  return parts.filter((part) => !DEFAULTS.has(part)).join("&");
}

const nameOf = (part: string): string => part.slice(0, part.indexOf("="));

/** A comma stays one: in a value it parts a list, however it was written. */
function encoded(query: string): string[] {
  return Array.from(
    new URLSearchParams(query),
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll("%2C", ",")}`,
  );
}
