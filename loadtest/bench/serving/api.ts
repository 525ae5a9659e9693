// The measured service: the real program on the bundle of the benchmark.
import { join } from "node:path";
import { type Server, startServer } from "./server.ts";

/** The next one is that of metrics and health. */
const PORT = 3981;

export interface ServiceSettings {
  readonly root: string;
  readonly core: number;
  readonly storeUrl: string;
  readonly bundle: string;
  /** Of the bundle, `sha256:` and hexadecimal digits. */
  readonly digest: string;
  /** Absent: the one that all services share in turns. */
  readonly port?: number;
  /** Absent: one, without a supervisor. */
  readonly processes?: number;
}

/** Starts the service, one at a time on a port, and waits until it is ready. */
export async function startApi({
  root,
  core,
  storeUrl,
  bundle,
  digest,
  port = PORT,
  processes = 1,
}: ServiceSettings): Promise<Server> {
  return await startServer([process.execPath, join(root, "api/src/main.ts")], {
    core,
    url: `http://127.0.0.1:${port}`,
    ready: `http://127.0.0.1:${port + 1}/health/ready`,
    environment: {
      API_PORT: String(port),
      API_INTERNAL_PORT: String(port + 1),
      API_PROCESSES: String(processes),
      API_ANONYMOUS: "recommend,events,catalogue",
      STORE_URL: storeUrl,
      MODEL_BUNDLE: bundle,
      MODEL_VERSION: "bench",
      MODEL_DIGEST: digest,
    },
  });
}
