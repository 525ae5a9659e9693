// MLflow's lists of {key, value} and the records that the trainer uses instead.
import * as v from "valibot";

/** A list of key and value, absent when empty, as a record. */
export const pairsSchema = v.pipe(
  v.optional(v.array(v.object({ key: v.string(), value: v.optional(v.string(), "") })), []),
  v.transform((pairs): Readonly<Record<string, string>> =>
    Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
  ),
);

/** A record as MLflow's list, keys checked by `key`, values made to fit by `value`. */
export function toPairs(
  record: Readonly<Record<string, string>>,
  key: (key: string) => string,
  value: (value: string) => string,
): { key: string; value: string }[] {
  return Object.entries(record).map(([name, text]) => ({ key: key(name), value: value(text) }));
}
