// The version of a model, as it is served: in headers, recommendation ids and metrics.
import * as v from "valibot";

export const MODEL_VERSION_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

export const ModelVersion = v.pipe(
  v.string(),
  v.regex(MODEL_VERSION_PATTERN, "Expected up to 64 letters, digits, `.`, `_` and `-`."),
);

/** The number that MLflow's registry gives a version, as text. */
export const RegistryVersion = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,9}$/, "Expected a version number."));
