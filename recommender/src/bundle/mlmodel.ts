// The MLmodel file: by it MLflow's page and its Python library know what the directory is.
import { BUNDLE_FORMAT_VERSION } from "./bundle.ts";

export interface MlmodelFields {
  /** MLflow's ids; unknown until the bundle has been logged. */
  readonly modelId?: string;
  readonly runId?: string;
  /** URI of the logged model's artifacts. */
  readonly artifactPath?: string;
  /** ISO 8601 time of the bundle's writing. */
  readonly created?: string;
}

const HISTORY = {
  type: "array",
  items: {
    type: "object",
    properties: {
      itemId: { type: "string", required: true },
      type: { type: "string", required: true },
      time: { type: "double", required: true },
    },
  },
};

const INPUTS = [
  { name: "history", required: true, ...HISTORY },
  { name: "limit", required: true, type: "long" },
];

const OUTPUTS = [
  { name: "itemId", required: true, type: "string" },
  { name: "score", required: true, type: "double" },
];

/**
 * The text of an MLmodel for a bundle (YAML).
 *
 * The manifest and so the bundle's digest do not cover this file: MLflow gives its ids only after logging, so the
 * copy that is uploaded differs from the one beside the bundle. Nothing that is served is read from it.
 */
export function mlmodelYaml({ modelId, runId, artifactPath, created }: MlmodelFields): string {
  const optional = (key: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${key}: ${quoted(value)}`];
  return [
    ...optional("artifact_path", artifactPath),
    "flavors:",
    "  aisle:",
    "    data: .",
    "    format: safetensors",
    `    format_version: ${BUNDLE_FORMAT_VERSION}`,
    ...optional("model_id", modelId),
    ...optional("model_uuid", modelId),
    ...optional("run_id", runId),
    "signature:",
    `  inputs: ${quoted(JSON.stringify(INPUTS))}`,
    `  outputs: ${quoted(JSON.stringify(OUTPUTS))}`,
    ...optional("utc_time_created", created?.replace("T", " ").replace(/Z$/, "")),
    "",
  ].join("\n");
}

/** A YAML string; plain, an id such as 12e4 would be a number. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
