// valibot schemas as JSON Schema, for the OpenAPI document.
import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

export type JsonSchema = Record<string, unknown>;

/** The JSON Schema of what is sent (`input`) or answered (`output`), without the dialect marker. */
export function jsonSchema(schema: v.GenericSchema, typeMode: "input" | "output"): JsonSchema {
  // Checks that JSON Schema cannot express are left out: the service still makes them.
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: "ignore" });
  return rest;
}

/**
 * A request body for the document, for routes that parse it entry by entry and so have no `body` schema. `others` are
 * the media types that it takes besides JSON.
 */
export const requestBody = (
  schema: v.GenericSchema,
  others: Record<string, { schema: JsonSchema }> = {},
) => ({
  required: true,
  content: { "application/json": { schema: jsonSchema(schema, "input") }, ...others },
});
