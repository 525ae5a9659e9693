// The texts of an item.
import * as v from "valibot";
import { Label } from "./search.ts";

/** Half a surrogate pair would come back as another character. */
const wellFormed = v.check<string, string>((text) => text.isWellFormed(), "The text has half a character.");

/** UTF-16 code units. */
export const MAX_TITLE_LENGTH = 1000;
export const Title = v.pipe(v.string(), v.maxLength(MAX_TITLE_LENGTH), wellFormed);

/** A brand, a category or an attribute of an item. */
export const ItemLabel = v.pipe(Label, wellFormed);

/** Categories of one item, and attributes. */
export const MAX_LABELS = 100;
export const Labels = v.pipe(v.array(ItemLabel), v.maxLength(MAX_LABELS));

/**
 * Whatever a browser makes of the rest, it asks a host for it: no `javascript:`, no path of the page's own host. Means
 * the same to JavaScript and to RE2.
 */
export const HTTP_ADDRESS_PATTERN = String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20\x7f/?#\\][^\x00-\x20\x7f]*$`;
export const MAX_ADDRESS_LENGTH = 2000;
export const HttpAddress = v.pipe(
  v.string(),
  v.regex(new RegExp(HTTP_ADDRESS_PATTERN), "Expected an http address."),
  v.maxLength(MAX_ADDRESS_LENGTH),
  wellFormed,
);
