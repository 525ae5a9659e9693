import * as v from "valibot";

/** A page of this shop: neither another host nor anything but a path. */
export const ownPath = v.pipe(v.string(), v.maxLength(2_000), v.regex(/^\/(?![/\\])[\u0021-\u007e]*$/));
