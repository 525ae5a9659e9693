// What is told about the model that serves. Times are ISO 8601.
import * as v from "valibot";

export const Model = v.object({
  version: v.string(),
  digest: v.string(),
  track: v.string(),
  created: v.string(),
  ageSeconds: v.number(),
  data: v.object({
    digest: v.string(),
    from: v.string(),
    to: v.string(),
    events: v.number(),
    customers: v.number(),
    items: v.number(),
  }),
  /** Items that can be recommended now. */
  items: v.number(),
  metrics: v.record(v.string(), v.number()),
});
