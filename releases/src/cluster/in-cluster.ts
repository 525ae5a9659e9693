// How a pod reaches the Kubernetes API: what its service account brings.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterOptions } from "./cluster.ts";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Undefined outside a cluster. */
export function inCluster(
  environment: Readonly<Record<string, string | undefined>>,
  folder = ACCOUNT,
): Pick<ClusterOptions, "url" | "token" | "ca"> | undefined {
  const host = environment["KUBERNETES_SERVICE_HOST"];
  const token = join(folder, "token");
  if (host === undefined || !existsSync(token)) return undefined;
  const address = host.includes(":") ? `[${host}]` : host;
  return {
    url: `https://${address}:${environment["KUBERNETES_SERVICE_PORT"] ?? "443"}`,
    token: async () => (await Bun.file(token).text()).trim(),
    ca: readFileSync(join(folder, "ca.crt"), "utf8"),
  };
}
