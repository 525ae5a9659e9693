// The schema of each kind: of Kubernetes' own from the OpenAPI document in its source, of others from what defines them.
import { type Schema, strict } from "./schema.ts";

export interface Kind {
  /** As in `apiVersion`: `v1`, or `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

export interface KindSchema extends Kind {
  readonly schema: Schema;
}

interface Definitions {
  readonly [name: string]: Schema;
}

const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
/** The document says that it is a string; the API takes `cpu: 1`, too. */
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const REFERENCE = "#/definitions/";

/** Of all kinds that can be applied. `document` is Kubernetes' `api/openapi-spec/swagger.json`. */
export function ownKinds(document: { readonly definitions: Definitions }): KindSchema[] {
  const definitions = strictDefinitions(document.definitions);
  return Object.entries(document.definitions).flatMap(([name, definition]) =>
    groupVersionKinds(definition).map(({ group, version, kind }) => {
      const apiVersion = group === "" ? version : `${group}/${version}`;
      return { apiVersion, kind, schema: named({ apiVersion, kind }, definitions[name]!, definitions) };
    }),
  );
}

/** Of each version that a CustomResourceDefinition serves; none for an object of another kind. */
export function customKinds(
  definition: unknown,
  document: { readonly definitions: Definitions },
): KindSchema[] {
  if (!isDefinition(definition)) return [];
  const definitions = strictDefinitions(document.definitions);
  const { group, names, versions } = definition.spec;
  return versions
    .filter(({ served }) => served)
    .map(({ name, schema }) => {
      const kind = { apiVersion: `${group}/${name}`, kind: names.kind };
      const metadata = { $ref: `${REFERENCE}${OBJECT_META}` };
      const whole = strict(schema.openAPIV3Schema);
      const properties = { ...(whole["properties"] as object), metadata };
      return { ...kind, schema: named(kind, { ...whole, properties }, definitions) };
    });
}

/** With its `apiVersion` and `kind`, and all that it refers to. */
function named({ apiVersion, kind }: Kind, schema: Schema, definitions: Definitions): Schema {
  return {
    ...schema,
    properties: {
      ...(schema["properties"] as object),
      apiVersion: { const: apiVersion },
      kind: { const: kind },
    },
    required: [...new Set(["apiVersion", "kind", ...((schema["required"] ?? []) as string[])])],
    definitions: referred(schema, definitions),
  };
}

function strictDefinitions(definitions: Definitions): Definitions {
  const closed = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, strict(definition)]),
  );
  return { ...closed, [QUANTITY]: { type: ["string", "number"] } };
}

/** What a schema refers to, and what that refers to. */
function referred(schema: Schema, definitions: Definitions): Definitions {
  const found: Record<string, Schema> = {};
  const awaiting = [schema];
  for (let next = awaiting.pop(); next !== undefined; next = awaiting.pop())
    for (const [, name = ""] of JSON.stringify(next).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
      const definition = definitions[name];
      if (definition === undefined || name in found) continue;
      found[name] = definition;
      awaiting.push(definition);
    }
  return found;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** None for what is a part of others. A list of kinds for what all groups share, as `DeleteOptions`: not to be applied. */
function groupVersionKinds(definition: Schema): readonly GroupVersionKind[] {
  const kinds = (definition["x-kubernetes-group-version-kind"] ?? []) as readonly GroupVersionKind[];
  return kinds.length === 1 ? kinds : [];
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

const isDefinition = (value: unknown): value is CustomResourceDefinition =>
  (value as { readonly kind?: unknown } | null)?.kind === "CustomResourceDefinition";
