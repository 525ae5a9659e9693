// Ids of items, customers and events: the shop's own strings.
import * as v from "valibot";

// oxlint-disable-next-line no-control-regex -- it is what is kept out
const WITHOUT_ZERO = /^[^\u0000]*$/;
const NOT_STORABLE = "The id has characters that cannot be stored.";

/** Half a surrogate pair or a zero byte would not come back from every database as it went in. */
export const Id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(256),
  v.regex(WITHOUT_ZERO, NOT_STORABLE),
  v.check((id) => id.isWellFormed(), NOT_STORABLE),
);
