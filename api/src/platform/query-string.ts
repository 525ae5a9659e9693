// The query string as it was sent.
import { invalidRequest } from "./problem.ts";

/** Most parameters of one query; a list of 1,000 may take one for each entry. */
const MOST_PARAMETERS = 1024;

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
  let parameters = 0;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (++parameters > MOST_PARAMETERS)
      throw invalidRequest([{ path: "", message: `A query may have up to ${MOST_PARAMETERS} parameters.` }]);
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (typeof before === "string") query[name] = [before, value];
    else before.push(value);
  }
  return query;
}
