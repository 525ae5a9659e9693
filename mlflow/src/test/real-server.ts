// A real MLflow of its own for a test: a free port, a temporary folder, gone afterwards.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_LIMIT_MS = 110_000;

/** The installed server: `MLFLOW_BIN`, or what `make setup` puts into the checkout; undefined when absent. */
export function mlflowBinary(): string | undefined {
  const path = process.env["MLFLOW_BIN"] ?? join(import.meta.dir, "../../../.tools/mlflow/bin/mlflow");
  return Bun.which(path) ?? undefined;
}

export interface RealServer extends AsyncDisposable {
  readonly url: string;
}

/** More of its command line, and of its environment. */
export interface RealServerOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts MLflow and waits until it answers. */
export async function realServer(binary: string, options: RealServerOptions = {}): Promise<RealServer> {
  const dir = await mkdtemp(join(tmpdir(), "aisle-mlflow-"));
  const port = freePort();
  const log = Bun.file(join(dir, "log"));
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const stores = [
    "--backend-store-uri",
    `sqlite:///${dir}/mlflow.db`,
    "--artifacts-destination",
    join(dir, "artifacts"),
  ];
  const server = Bun.spawn(
    [binary, "server", "--workers", "1", ...address, ...stores, ...(options.args ?? [])],
    {
      env: {
        ...process.env,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
        MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: "40",
        ...options.env,
      },
      stdout: log,
      stderr: log,
      // A process group of its own, so that the workers go with it.
      detached: true,
    },
  );
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) process.kill(-server.pid, "SIGKILL");
    await server.exited;
    await rm(dir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(`${url}/health`))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      const said = await log.text();
      await stop();
      throw new Error(`MLflow did not start:\n${said}`);
    }
    await Bun.sleep(200);
  }
  return { url, [Symbol.asyncDispose]: stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  probe.stop(true);
  return probe.port;
}
