// The query string of an address as it was sent.

/**
 * Every value a string, a repeated name a list of strings; `undefined` with more than `maxParameters`. Elysia's own parser
 * splits values at commas and parses those that look like JSON.
 */
export function parseQueryString(
  url: string,
  maxParameters: number,
): Record<string, string | string[]> | undefined {
  const query: Record<string, string | string[]> = Object.create(null);
  const start = url.indexOf("?");
  if (start === -1) return query;
  let parameters = 0;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (++parameters > maxParameters) return undefined;
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (typeof before === "string") query[name] = [before, value];
    else before.push(value);
  }
  return query;
}
