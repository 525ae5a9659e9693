// Form and query fields that several features read.
import * as v from "valibot";

/** A product's or a list's id, as the API limits it. */
export const idField = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

/** The item ids that the "For you" row shows: none, one, or several fields of the same name. */
export const shownField = v.pipe(
  v.optional(v.union([idField, v.pipe(v.array(idField), v.maxLength(100))]), []),
  v.transform((shown) => [shown].flat()),
);
