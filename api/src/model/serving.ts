// The model that must be there for a request to be answered.
import { Problem } from "../platform/problem.ts";
import type { ModelHolder, ServedModel } from "./holder.ts";

/** Throws the 503 problem while there is none. */
export function serving(models: ModelHolder): ServedModel {
  if (models.current !== undefined) return models.current;
  const why = models.failure ?? "None has been published; train one.";
  throw new Problem("no-model", why, { headers: { "retry-after": "2" } });
}
