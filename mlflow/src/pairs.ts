// The records that the trainer uses, as MLflow's lists of {key, value}.

/** A record as MLflow's list, keys checked by `key`, values made to fit by `value`. */
export function toPairs(
  record: Readonly<Record<string, string>>,
  key: (key: string) => string,
  value: (value: string) => string,
): { key: string; value: string }[] {
  return Object.entries(record).map(([name, text]) => ({ key: key(name), value: value(text) }));
}
