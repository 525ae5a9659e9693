// Where the trainer finds and leaves things, from the environment.
import type { Login } from "@aisle/mlflow";
import { resolve } from "node:path";
import * as v from "valibot";

const text = v.pipe(v.string(), v.nonEmpty("it is set, but empty"));
const url = v.pipe(v.string(), v.url());
const port = v.pipe(
  v.string(),
  v.regex(/^\d+$/, "a port is a number"),
  v.transform(Number),
  v.minValue(1, "a port is from 1 to 65535"),
  v.maxValue(65_535, "a port is from 1 to 65535"),
);

const schema = v.object({
  AISLE_HOME: v.optional(text, ".aisle"),
  STORE_URL: v.optional(text),
  MLFLOW_TRACKING_URI: v.optional(url),
  MLFLOW_TRACKING_USERNAME: v.optional(v.string(), ""),
  MLFLOW_TRACKING_PASSWORD: v.optional(v.string(), ""),
  MLFLOW_PORT: v.optional(port, "5000"),
  API_URL: v.optional(url),
  API_KEY: v.optional(v.string()),
  CUSTOMER_HASH_SECRET: v.optional(v.string()),
});

export interface Settings {
  /** Absolute path of the state folder. */
  readonly home: string;
  readonly storeUrl: string;
  readonly mlflowUri: string;
  /** Undefined for an MLflow without users. */
  readonly mlflowLogin: Login | undefined;
  /** The API that should switch to a promoted model; undefined when none was named. */
  readonly apiUrl: string | undefined;
  /** The key to ask it with, where it takes one. */
  readonly apiKey: string | undefined;
  /** The key of the digests that customers are kept by, where a mapping asks for them. */
  readonly customerSecret: string | undefined;
}

/** A variable that cannot be used; the message names it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Reads the settings; throws `SettingsError`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = v.safeParse(schema, environment);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new SettingsError(`${v.getDotPath(issue) ?? "environment"}: ${issue.message}`);
  }
  const { AISLE_HOME, STORE_URL, MLFLOW_TRACKING_URI, MLFLOW_PORT, API_URL, API_KEY } = parsed.output;
  const { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = parsed.output;
  if ((username === "") !== (password === ""))
    throw new SettingsError("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together");
  const home = resolve(AISLE_HOME);
  return {
    home,
    storeUrl: STORE_URL ?? `sqlite://${home}/store.db`,
    mlflowUri: MLFLOW_TRACKING_URI ?? `http://127.0.0.1:${MLFLOW_PORT}`,
    mlflowLogin: username === "" ? undefined : { username, password },
    apiUrl: API_URL,
    apiKey: API_KEY || undefined,
    customerSecret: parsed.output.CUSTOMER_HASH_SECRET || undefined,
  };
}
