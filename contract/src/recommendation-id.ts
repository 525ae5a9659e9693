// Names one list that a customer was shown.
import * as v from "valibot";
import { NOT_STORABLE, STORABLE } from "./id.ts";

export const MAX_RECOMMENDATION_ID_LENGTH = 256;
export const RecommendationId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_RECOMMENDATION_ID_LENGTH),
  v.regex(STORABLE, NOT_STORABLE),
  v.check((id) => id.isWellFormed(), NOT_STORABLE),
);
