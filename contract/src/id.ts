// Ids of items, customers and events: the shop's own strings.
import * as v from "valibot";

export const MAX_ID_LENGTH = 256;

/** Half a surrogate pair or a zero byte would not come back from every database as it went in. */
// oxlint-disable-next-line no-control-regex -- it is what is kept out
const WITHOUT_ZERO = /^[^\u0000]*$/;
const NOT_STORABLE = "The id has characters that cannot be stored.";
/** U+FFFD: what decoders put where they cannot read, so that two ids become one. An address with it is refused. */
export const REPLACEMENT = "\ufffd";
export const storable = v.pipe(
  v.string(),
  v.regex(WITHOUT_ZERO, NOT_STORABLE),
  v.check((id) => id.isWellFormed(), NOT_STORABLE),
  v.check((id) => !id.includes(REPLACEMENT), "The id has U+FFFD, which stands for what could not be read."),
);

/** An address with these as a segment leads elsewhere: RFC 3986, 5.2.4. */
const isDotSegment = (id: string): boolean => id === "." || id === "..";

/** 1 to 256 UTF-16 code units. */
export const Id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_ID_LENGTH),
  storable,
  v.check((id) => !isDotSegment(id), "The ids `.` and `..` cannot be part of an address."),
);
