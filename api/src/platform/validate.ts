// Validates requests with valibot inside Elysia, so that what is wrong comes out as one `Problem`.
import * as v from "valibot";
import { hasTooManyEntries, MAX_ENTRIES } from "./entries.ts";
import { fieldErrors } from "./issues.ts";
import { jsonSchema } from "./openapi-schema.ts";
import { invalidRequest } from "./problem.ts";

/** Errors named in one answer; a caller who made more mistakes fixes these first. */
const MAX_ERRORS = 20;

type Schema = v.GenericSchema;

/** What a body is told that has too much in its lists. */
export const TOO_MANY_ENTRIES = `All lists of a request together may have up to ${MAX_ENTRIES.toLocaleString("en")} entries.`;

/**
 * The same schema for Elysia's `body`, `query` and `params`, for requests whose lists have no more than `MAX_ENTRIES`
 * entries together: each may cost a look-up, or an issue where it is wrong. Elysia's own `ValidationError` repeats the input once
 * for each issue; this one names the fields only.
 */
export function checked<const S extends Schema>(schema: S): S {
  return {
    ...schema,
    "~standard": {
      version: 1,
      vendor: "valibot",
      validate: (value: unknown) => {
        if (hasTooManyEntries(value)) throw invalidRequest([{ path: "", message: TOO_MANY_ENTRIES }]);
        return { value: parse(schema, value) };
      },
    },
  };
}

/**
 * A schema for Elysia's `response` that documents it and lets the answer pass as it is. Checking each answer would cost
 * as much as making it; the tests do, with every answer that they get.
 */
export function documented<const S extends Schema>(schema: S): S {
  return {
    ...schema,
    "~standard": { version: 1, vendor: "valibot", validate: (value: unknown) => ({ value }) },
  };
}

/** Parses or throws the `Problem` that names every field at fault. */
export function parse<const S extends Schema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw invalidRequest(fieldErrors(parsed.issues.slice(0, MAX_ERRORS)));
  return parsed.output;
}

interface NumberBounds {
  readonly integer?: boolean;
  readonly minimum: number;
  readonly maximum?: number;
  /** What the caller uses when it is absent; documentation only. */
  readonly default?: number;
}

/** A number in a query string. */
export function queryNumber({ integer = false, minimum, maximum, ...rest }: NumberBounds) {
  const range = maximum === undefined ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
  const expected = `Expected a ${integer ? "whole number" : "number"} ${range}.`;
  const bounds = maximum === undefined ? { minimum } : { minimum, maximum };
  return v.pipe(
    v.string(expected),
    v.metadata({ type: integer ? "integer" : "number", ...bounds, ...rest }),
    v.transform((text) => (text.trim() === "" ? Number.NaN : Number(text))),
    v.number(expected),
    v.check(
      (value) =>
        value >= minimum && value <= (maximum ?? Number.MAX_VALUE) && (!integer || Number.isInteger(value)),
      expected,
    ),
  );
}

/** `true` or `false` in a query string. */
export const queryBoolean = v.pipe(
  v.picklist(["true", "false"], "Expected true or false."),
  v.metadata({ type: "boolean", enum: [true, false] }),
  v.transform((text) => text === "true"),
);

/**
 * A list in a query string: the name repeated, or one value with commas between the entries. An empty text is no entry, so
 * `brands=` is a list without any, unless the list is one that `needs` entries.
 */
export function queryList<const S extends v.GenericSchema<string, string>>(
  entry: S,
  most: number,
  needs: "entries" | "nothing" = "nothing",
) {
  // A comma begins the next entry. Beside the entry's own pattern, if it has one.
  const items = { ...jsonSchema(entry, "input"), allOf: [{ pattern: "^[^,]+$" }] };
  return v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.metadata({
      anyOf: undefined,
      type: "array",
      items: needs === "entries" ? items : orEmpty(items),
      maxItems: most,
    }),
    v.transform((value) => (typeof value === "string" ? value.split(",") : value)),
    v.transform((entries) => (needs === "entries" ? entries : entries.filter((text) => text !== ""))),
    v.array(entry),
    v.maxLength(most),
  );
}

/** A parameter that is repeated, once for each entry of `pattern`; an empty one is none. `expected` is said of any other. */
export const queryEntries = (pattern: RegExp, expected: string, most: number) =>
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.metadata({
      anyOf: undefined,
      type: "array",
      items: orEmpty({ type: "string", pattern: pattern.source }),
      maxItems: most,
    }),
    v.transform((given) => [given].flat().filter((text) => text !== "")),
    v.array(v.pipe(v.string(), v.regex(pattern, expected))),
    v.maxLength(most),
  );

/** What a list's entries look like in the document, where an empty text is none. */
const orEmpty = (items: Readonly<Record<string, unknown>>) => ({ anyOf: [items, { const: "" }] });
