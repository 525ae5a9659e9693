// What a body, an answer or a query may hold: one row for each field, nested ones by their path.
import type { Schema } from "./document.ts";
import { Prose } from "./prose.tsx";

interface Field {
  /** In dots; `[]` for each entry of a list. */
  readonly path: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** Deeper ones are named by their parent's type alone. */
const MAX_DEPTH = 6;

export function Fields({ schema }: { schema: Schema }) {
  const choices = schema.anyOf?.filter(({ properties }) => properties !== undefined) ?? [];
  if (choices.length > 1)
    return (
      <>
        {choices.map((choice, at) => (
          <>
            <p class="choice">{at === 0 ? "Either" : "or"}</p>
            <FieldTable fields={fieldsOf(choice)} />
          </>
        ))}
      </>
    );
  return <FieldTable fields={fieldsOf(schema)} />;
}

export function FieldTable({ fields }: { fields: readonly Field[] }) {
  if (fields.length === 0) return null;
  return (
    <ul class="fields" role="list">
      {fields.map(({ path, required, schema }) => (
        <li>
          <code class="name">{path}</code>
          {required ? <span class="required">required</span> : null}
          <span class="type">{typeText(schema)}</span>
          {schema.description === undefined ? null : (
            <span class="about">
              <Prose text={schema.description} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function fieldsOf(schema: Schema, prefix = "", depth = 0): Field[] {
  if (depth > MAX_DEPTH) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) ?? false;
    const field = { path, required, schema: property };
    return [field, ...nestedIn(property, path, depth)];
  });
}

function nestedIn(schema: Schema, path: string, depth: number): Field[] {
  const forms = schema.anyOf ?? schema.oneOf;
  if (schema.properties === undefined && forms !== undefined) return eitherIn(forms, path, depth);
  if (schema.items !== undefined) return nestedIn(schema.items, `${path}[]`, depth);
  return fieldsOf(schema, `${path}.`, depth + 1);
}

/** The fields that one of several forms has; which of them are required depends on the form, but for those of all. */
function eitherIn(forms: readonly Schema[], path: string, depth: number): Field[] {
  const objects = forms.filter(({ properties }) => properties !== undefined);
  const fields = forms.flatMap((form) => nestedIn(form, path, depth));
  return Array.from(Map.groupBy(fields, (field) => field.path).values(), (same): Field => ({
    ...same.at(-1)!,
    required: same.length >= objects.length && same.every((field) => field.required),
    schema: together(same.map((field) => field.schema)),
  }));
}

/** What a field may be that each form has another value for, such as the one that tells which form it is. */
function together(schemas: readonly Schema[]): Schema {
  const values = new Set(schemas.flatMap(({ const: only }) => only ?? []));
  return values.size > 1 ? { enum: [...values] } : schemas.at(-1)!;
}

/** A schema in words, such as `string (1 to 256 characters)`. */
export function typeText(schema: Schema): string {
  const { $ref, const: only, enum: values, type, items, anyOf, oneOf, default: fallback } = schema;
  if ($ref !== undefined) return $ref.split("/").at(-1) ?? $ref;
  if (only !== undefined) return JSON.stringify(only);
  if (values !== undefined && type !== "boolean")
    return values.map((value) => JSON.stringify(value)).join(" | ");
  if (type === undefined) return [...new Set((anyOf ?? oneOf ?? []).map(typeText))].join(" or ");
  const limits = [
    ...boundsText(schema),
    ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
  ];
  const kind = `${type === "array" ? "list" : type}${limits.length === 0 ? "" : ` (${limits.join(", ")})`}`;
  return type === "array" && items !== undefined ? `${kind} of ${typeText(items)}` : kind;
}

function boundsText(schema: Schema): string[] {
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  // What no JSON number can be more than says nothing.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return [
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...rangeText(minimum, most, ""),
    ...rangeText(minLength, maxLength, " characters"),
    ...rangeText(minItems, maxItems, " entries"),
  ];
}

function rangeText(from: number | undefined, to: number | undefined, unit: string): string[] {
  const text = (value: number) => value.toLocaleString("en-US");
  if (from !== undefined && to !== undefined) return [`${text(from)} to ${text(to)}${unit}`];
  if (to !== undefined) return [`up to ${text(to)}${unit}`];
  return from === undefined ? [] : [`at least ${text(from)}${unit}`];
}
