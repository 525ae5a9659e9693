// Nested settings in the flat form that MLflow's params have.

/** Nested settings as MLflow's flat params: `transitions.window` = `10`. */
export function flatten(value: unknown, prefix = ""): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { [prefix]: typeof value === "string" ? value : JSON.stringify(value) };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, prefix === "" ? key : `${prefix}.${key}`)),
  ) as Record<string, string>;
}
