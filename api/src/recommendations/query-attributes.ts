// Attributes in a query string: the name repeated, each `NAME:VALUE`, such as `context=country:DE&context=device:mobile`.
import { ATTRIBUTE_NAME_PATTERN, Attributes, MAX_ATTRIBUTE_LENGTH, MAX_ATTRIBUTES } from "@aisle/contract";
import * as v from "valibot";
import { queryEntries } from "../platform/validate.ts";

const ENTRY = new RegExp(`${ATTRIBUTE_NAME_PATTERN.slice(0, -1)}:[\\s\\S]{1,${MAX_ATTRIBUTE_LENGTH}}$`);
const AN_ENTRY = `Expected NAME:VALUE, such as country:DE: a name of small letters, digits and \`_\`, and up to ${MAX_ATTRIBUTE_LENGTH} characters.`;

export const queryAttributes = v.pipe(
  queryEntries(ENTRY, AN_ENTRY, MAX_ATTRIBUTES),
  v.transform((texts) =>
    texts.map((text) => [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)] as const),
  ),
  v.check(
    (entries) => new Set(entries.map(([name]) => name)).size === entries.length,
    "Each attribute has one value.",
  ),
  v.transform((entries) => Object.fromEntries(entries)),
  Attributes,
);
