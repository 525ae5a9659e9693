// The query string as it was sent.
import { parseQueryString } from "@aisle/platform";
import { invalidRequest } from "./problem.ts";

/** Most parameters of one query; a list of 1,000 may take one for each entry. */
const MAX_PARAMETERS = 1024;

/**
 * The `transform` of every route that takes a query: Elysia's parser splits values at commas and parses those that look
 * like JSON, so that the id `a,b` would arrive as a list.
 */
export function asSent({ request, query }: { request: Request; query: Record<string, unknown> }): void {
  for (const name of Object.keys(query)) delete query[name];
  const sent = parseQueryString(request.url, MAX_PARAMETERS);
  if (sent === undefined)
    throw invalidRequest([{ path: "", message: `A query may have up to ${MAX_PARAMETERS} parameters.` }]);
  Object.assign(query, sent);
}
