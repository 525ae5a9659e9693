// A thin client of MLflow's REST API, and the model registry as Aisle uses it.
export { MlflowClient } from "./client.ts";
export { ifFound, isMlflowError, MlflowError } from "./error.ts";
export { type BundleFormat, BundleRegistry } from "./bundle-registry.ts";
export {
  type BundleVersion,
  EXPERIMENT,
  type NewestVersions,
  REGISTERED_MODEL,
  Registry,
  REPLACED_TAG,
} from "./registry.ts";
export type { Run } from "./runs.ts";
export type { Login, TransportOptions } from "./transport.ts";
