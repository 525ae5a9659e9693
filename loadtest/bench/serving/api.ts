// The measured service: the real program on the bundle of the benchmark.
import { join } from "node:path";
import { type Server, startServer } from "./server.ts";

const PORTS = { api: 3981, internal: 3982 } as const;

export interface ServiceSettings {
  readonly root: string;
  readonly core: number;
  readonly storeUrl: string;
  readonly bundle: string;
  /** Of the bundle, `sha256:` and hexadecimal digits. */
  readonly digest: string;
}

/** Starts the service, one at a time, and waits until it is ready. */
export async function startApi({ root, core, storeUrl, bundle, digest }: ServiceSettings): Promise<Server> {
  return await startServer([process.execPath, join(root, "api/src/main.ts")], {
    core,
    url: `http://127.0.0.1:${PORTS.api}`,
    ready: `http://127.0.0.1:${PORTS.internal}/health/ready`,
    environment: {
      API_PORT: String(PORTS.api),
      API_INTERNAL_PORT: String(PORTS.internal),
      API_ANONYMOUS: "recommend,events",
      STORE_URL: storeUrl,
      MODEL_BUNDLE: bundle,
      MODEL_VERSION: "bench",
      MODEL_DIGEST: digest,
    },
  });
}
