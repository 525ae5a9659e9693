// What the demo's Prometheus watches: the API, by the rules that Compose and the cluster have.
import { join } from "node:path";

interface PrometheusConfig {
  /** The checkout. */
  readonly root: string;
  /** Ports on this machine. */
  readonly ports: { readonly API_INTERNAL_PORT: number; readonly PROMETHEUS_PORT: number };
}

/** JSON, which is YAML as well and needs no other quoting of paths. */
export function prometheusConfig({ root, ports }: PrometheusConfig): string {
  const job = (name: string, port: number) => ({
    job_name: name,
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
  });
  const config = {
    global: { scrape_interval: "5s", evaluation_interval: "5s" },
    rule_files: [`${literal(join(root, "flux/infrastructure/monitoring/rules"))}/*.rules.yml`],
    scrape_configs: [job("api", ports.API_INTERNAL_PORT), job("prometheus", ports.PROMETHEUS_PORT)],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** A path as a pattern of Go's `filepath.Match` has it that means this path alone. */
const literal = (path: string): string => path.replaceAll(/[\\*?[\]]/g, (character) => `\\${character}`);
