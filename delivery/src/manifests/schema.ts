// JSON Schemas that refuse what Kubernetes would refuse, or silently drop: fields nobody knows, values of another type.

export type Schema = { readonly [key: string]: unknown };

/** Only people read these, or they are no JSON Schema's. */
const DROPPED = new Set(["description", "default", "example", "format", "title", "nullable"]);
/** Their branches say more of an object that is described beside them; they are not all of it. */
const BRANCHES = new Set(["allOf", "anyOf", "oneOf", "not"]);

/**
 * A schema of Kubernetes' kind (OpenAPI with its extensions) as a strict JSON Schema: objects take the properties that
 * are named and no others, except where the schema says that anything goes.
 */
export function strict(schema: Schema): Schema {
  return convert(schema, true);
}

function convert(schema: Schema, closes: boolean): Schema {
  if (schema["x-kubernetes-int-or-string"] === true || schema["format"] === "int-or-string") {
    const pattern = schema["pattern"];
    return { type: ["string", "integer"], ...(pattern === undefined ? {} : { pattern }) };
  }
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema))
    if (!DROPPED.has(key) && !key.startsWith("x-")) converted[key] = convertValue(key, value, closes);
  if (schema["nullable"] === true && typeof schema["type"] === "string")
    converted["type"] = [schema["type"], "null"];
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || "additionalProperties" in schema;
  if (closes && !open && isSchema(schema["properties"])) converted["additionalProperties"] = false;
  return converted;
}

function convertValue(key: string, value: unknown, closes: boolean): unknown {
  if (key === "properties" && isSchema(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, property]) => [name, convert(property as Schema, closes)]),
    );
  if (BRANCHES.has(key))
    return Array.isArray(value)
      ? value.map((branch) => convert(branch as Schema, false))
      : convert(value as Schema, false);
  if ((key === "items" || key === "additionalProperties") && isSchema(value)) return convert(value, closes);
  return value;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
