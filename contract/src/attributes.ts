// What a shop says of a customer or of one request beside what they do: country, device, channel.
import * as v from "valibot";
import { REPLACEMENT } from "./id.ts";

/** Attributes of one customer, or of one request. */
export const MAX_ATTRIBUTES = 16;

/** Also names a field of an import's mapping. Means the same to JavaScript and to RE2. */
export const ATTRIBUTE_NAME_PATTERN = "^[a-z][a-z0-9_]{0,31}$";
export const AttributeName = v.pipe(
  v.string(),
  v.regex(
    new RegExp(ATTRIBUTE_NAME_PATTERN),
    "Expected the name of an attribute: up to 32 small letters, digits and `_`, a letter first.",
  ),
);

/** UTF-16 code units. */
export const MAX_ATTRIBUTE_LENGTH = 64;

/** One line without control characters and halves of pairs. Means the same to JavaScript and to RE2. */
export const ATTRIBUTE_VALUE_PATTERN = `^[^\\p{C}\\p{Zl}\\p{Zp}${REPLACEMENT}]+$`;
export const AttributeValue = v.pipe(
  v.string(),
  v.maxLength(MAX_ATTRIBUTE_LENGTH, `Expected at most ${MAX_ATTRIBUTE_LENGTH} characters.`),
  v.regex(
    new RegExp(ATTRIBUTE_VALUE_PATTERN, "u"),
    "Expected a text on one line, without control characters.",
  ),
);

/** A list is an object, too, but one without names. */
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values by name; `about` says in a document whose they are. */
export const attributesAbout = (about: string) =>
  v.pipe(
    v.custom<Record<string, string>>(
      isObject,
      'Expected an object of texts by name, such as {"country":"DE"}.',
    ),
    // What JSON Schema can say of it: of a pipe of several schemas, it is made of the first and what follows that.
    v.description(about),
    v.metadata({
      type: "object",
      propertyNames: { pattern: ATTRIBUTE_NAME_PATTERN },
      additionalProperties: { type: "string", minLength: 1, maxLength: MAX_ATTRIBUTE_LENGTH },
      maxProperties: MAX_ATTRIBUTES,
    }),
    v.record(AttributeName, AttributeValue),
    v.maxEntries(MAX_ATTRIBUTES, `Expected at most ${MAX_ATTRIBUTES} attributes.`),
  );
export const Attributes = attributesAbout("Values by name.");
export type Attributes = Readonly<v.InferOutput<typeof Attributes>>;
