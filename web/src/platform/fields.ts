// Form and query fields that several features read: each as long as the API takes it.
import { Id } from "@aisle/contract";
import { parseQueryString } from "@aisle/platform";
import { ParseError } from "elysia";
import * as v from "valibot";

/** Item ids, such as those that a row shows: none, one, or several fields of the same name. */
export const idsField = v.pipe(
  v.optional(v.union([Id, v.pipe(v.array(Id), v.maxLength(100))]), []),
  v.transform((shown) => [shown].flat()),
);

/** A number of a form, 0 to `most`. An empty field is like an absent one. */
export const numberField = (most: number) =>
  v.optional(v.union([v.literal(""), v.pipe(v.string(), v.toNumber(), v.minValue(0), v.maxValue(most))]));

const MAX_PRICE = 1e9;
export const priceField = numberField(MAX_PRICE);

/** The shop's longest query or form names what all rows of a page show. */
const MAX_PARAMETERS = 200;

const FORM = "application/x-www-form-urlencoded";

/**
 * The fields of a form; undefined for another body. Throws for one that is packed or no UTF-8: Elysia's own parser takes
 * what it cannot decode as it is, and the customer "M%FCller" for one of that name.
 */
export async function readForm(request: Request): Promise<Record<string, string | string[]> | undefined> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") throw new ParseError();
  if (request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() !== FORM) return undefined;
  const text = await request.text();
  const fields = isDecodable(text) ? parseQueryString(`?${text}`, MAX_PARAMETERS) : undefined;
  if (fields === undefined) throw new ParseError();
  return fields;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The `transform` of every route that takes a query: values with commas and brackets stay as they were sent. */
export function asSent({ request, query }: { request: Request; query: Record<string, unknown> }): void {
  for (const name of Object.keys(query)) delete query[name];
  const sent = parseQueryString(request.url, MAX_PARAMETERS);
  if (sent === undefined) throw new ParseError();
  Object.assign(query, sent);
}
