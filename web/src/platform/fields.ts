// Form and query fields that several features read: each as long as the API takes it.
import { Id } from "@aisle/contract";
import { parseQueryString } from "@aisle/platform";
import { ParseError } from "elysia";
import * as v from "valibot";

/** The item ids that the "For you" row shows: none, one, or several fields of the same name. */
export const shownField = v.pipe(
  v.optional(v.union([Id, v.pipe(v.array(Id), v.maxLength(100))]), []),
  v.transform((shown) => [shown].flat()),
);

/** The shop's longest query names what the "For you" row shows. */
const MAX_PARAMETERS = 200;

/** The `transform` of every route that takes a query: values with commas and brackets stay as they were sent. */
export function asSent({ request, query }: { request: Request; query: Record<string, unknown> }): void {
  for (const name of Object.keys(query)) delete query[name];
  const sent = parseQueryString(request.url, MAX_PARAMETERS);
  if (sent === undefined) throw new ParseError();
  Object.assign(query, sent);
}
