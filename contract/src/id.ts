// Ids of items, customers and events: the shop's own strings.
import * as v from "valibot";

export const MAX_ID_LENGTH = 256;

/** U+FFFD: what decoders put where they cannot read, so that two ids become one. An address with it is refused. */
export const REPLACEMENT = "\ufffd";

/** Half a surrogate pair or a zero byte would not come back from every database as it went in. */
// oxlint-disable-next-line no-control-regex -- it is what is kept out
export const STORABLE = /^[^\u0000\ufffd]*$/;
export const NOT_STORABLE =
  "The id has a character that cannot be stored: a zero, half a pair, or U+FFFD, which stands for what could not be read.";

/** An address with these as a segment leads elsewhere: RFC 3986, 5.2.4. */
const isDotSegment = (id: string): boolean => id === "." || id === "..";

/** 1 to 256 UTF-16 code units. */
export const Id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_ID_LENGTH),
  v.regex(STORABLE, NOT_STORABLE),
  v.check((id) => id.isWellFormed(), NOT_STORABLE),
  v.check((id) => !isDotSegment(id), "The ids `.` and `..` cannot be part of an address."),
);
