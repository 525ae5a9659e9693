// What is read from MLflow, where others can write: each value is held to its form and size before it is used.
import * as v from "valibot";
import { MlflowError } from "./error.ts";
import { shorten } from "./texts.ts";

/** Ids of experiments, runs and logged models. */
export const MlflowId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,64}$/, "Expected up to 64 letters, digits, `_` and `-`."),
);

/** Most tags, params or metrics of one thing. */
const MAX_ENTRIES = 10_000;
/** The longest that MLflow keeps: the value of a version's tag. */
const MAX_VALUE_LENGTH = 100_000;

const Key = v.pipe(v.string(), v.minLength(1), v.maxLength(250));
const Value = v.pipe(v.string(), v.maxLength(MAX_VALUE_LENGTH));

/** A list of key and value as MLflow answers it, absent when empty. */
export const pairs = v.optional(
  v.array(v.object({ key: v.string(), value: v.optional(v.string(), "") })),
  [],
);

type Pairs = v.InferOutput<typeof pairs>;

/**
 * `value`, parsed. `what` is its name in the sentence of the error, such as "the tag aisle.digest of version 3".
 * @throws MlflowError `corrupt`.
 */
export function held<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw corrupt(`${what} is ${shorten(JSON.stringify(value) ?? "missing")}`, parsed.issues[0].message);
}

/** The pairs as a record, each in its bounds. `what` is whose they are. @throws MlflowError `corrupt`. */
export function recordOf(entries: Pairs, what: string): Readonly<Record<string, string>> {
  requireFew(entries, what);
  return Object.fromEntries(
    entries.map(({ key, value }) => [
      held(Key, key, `a key of ${what}`),
      held(Value, value, `${key} of ${what}`),
    ]),
  );
}

/** @throws MlflowError `corrupt` when there are more than MLflow ever had from us. */
export function requireFew(entries: readonly unknown[], what: string): void {
  if (entries.length > MAX_ENTRIES)
    throw corrupt(`${what} has ${entries.length} entries`, `Expected at most ${MAX_ENTRIES}.`);
}

function corrupt(what: string, expected: string): MlflowError {
  return new MlflowError(
    "corrupt",
    `In MLflow, ${what}. ${expected} Aisle did not write that: set it right there, or delete it.`,
  );
}
