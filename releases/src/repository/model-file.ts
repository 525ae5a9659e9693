// The file of the repository that names the model: flux/apps/release/model.yaml.
import { Digest, RegistryVersion } from "@aisle/contract";
import * as v from "valibot";
import { type Document, isMap, isScalar, isSeq, parseAllDocuments, type Scalar, type YAMLSeq } from "yaml";

export const MODEL_FILE = "flux/apps/release/model.yaml";
export const MAX_MODEL_FILE_BYTES = 65_536;

const NamedModelSchema = v.object({ version: RegistryVersion, digest: Digest });
export type NamedModel = v.InferOutput<typeof NamedModelSchema>;

/** The version of a file before the first model. */
const NONE = "none";
const VersionInFile = v.union([v.literal(NONE), RegistryVersion]);

/**
 * The file with another model, everything else as it was, comments included. Throws when the model is none that MLflow's
 * registry and the trainer can have made, or the file is not the one that is known here.
 */
export function withModel(text: string, model: NamedModel): string {
  const { version, digest } = v.parse(NamedModelSchema, model);
  const document = documentOf(text);
  for (const [name, value] of [
    ["MODEL_VERSION", version],
    ["MODEL_DIGEST", digest],
  ] as const)
    for (const scalar of valuesOf(document, name)) {
      scalar.value = value;
      // A number would be no text to Kubernetes.
      scalar.type = name === "MODEL_VERSION" ? "QUOTE_DOUBLE" : "PLAIN";
    }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The version that the file names, `none` before the first model. Throws when it is not the file that is known here. */
export function modelVersionIn(text: string): string {
  const versions = new Set(valuesOf(documentOf(text), "MODEL_VERSION").map(({ value }) => value));
  const [version] = versions;
  if (versions.size !== 1) throw notKnown("MODEL_VERSION more than one value");
  const parsed = v.safeParse(VersionInFile, version);
  if (parsed.success) return parsed.output;
  throw notKnown(`MODEL_VERSION a value that is no version`);
}

const notKnown = (what: string): Error => new Error(`${MODEL_FILE} gives ${what}: is it as Aisle has it?`);

function documentOf(text: string): Document.Parsed {
  const [document, ...more] = parseAllDocuments(text);
  if (document === undefined || !("contents" in document) || document.errors.length > 0 || more.length > 0)
    throw new Error(`${MODEL_FILE} is not one document of YAML: is it as Aisle has it?`);
  return document;
}

const CONTAINERS = ["initContainers", "containers"] as const;

/** The values of an environment variable in all containers. Throws when there is none. */
function valuesOf(document: Document.Parsed, name: string): Scalar[] {
  const found = CONTAINERS.flatMap((kind) => {
    const containers = document.getIn(["spec", "template", "spec", kind]);
    return isSeq(containers) ? containers.items : [];
  }).flatMap((container) => {
    const env = isMap(container) ? container.get("env") : undefined;
    return isSeq(env) ? entriesOf(env, name) : [];
  });
  if (found.length === 0) throw notKnown(`${name} no value`);
  return found;
}

function entriesOf({ items }: YAMLSeq, name: string): Scalar[] {
  return items.flatMap((entry) => {
    if (!isMap(entry) || entry.get("name") !== name) return [];
    const value = entry.get("value", true);
    // An anchor or an alias would be another value elsewhere, too.
    if (!isScalar(value) || value.anchor !== undefined) throw notKnown(`${name} no plain value`);
    return [value];
  });
}
