// Ids of items, customers and events: the shop's own strings.
import * as v from "valibot";

/** Half a surrogate pair or a zero byte would not come back from every database as it went in. */
export const Id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(256),
  v.check((id) => id.isWellFormed() && !id.includes("\0"), "The id has characters that cannot be stored."),
);
