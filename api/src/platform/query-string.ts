// The query string as it was sent.

/**
 * The `transform` of every route that takes a query: Elysia's parser splits values at commas and parses those that look like JSON, so that the id `a,b` would arrive as a
 * list. This one keeps every value a string, and a repeated name a list of strings.
 */
export function asSent({ request, query }: { request: Request; query: Record<string, unknown> }): void {
  for (const name of Object.keys(query)) delete query[name];
  Object.assign(query, parseQueryString(request.url));
}

function parseQueryString(url: string): Record<string, string | string[]> {
  const start = url.indexOf("?");
  if (start === -1) return {};
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else query[name] = [before, value].flat();
  }
  return query;
}
