// The API as a program of several processes, on the files of a shop.
import { join } from "node:path";
import { type Shop, until } from "./shop.ts";

export interface Processes {
  readonly url: string;
  readonly internalUrl: string;
  readonly supervisor: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** Every log line so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** The process that is in a place now. */
  pid(place: number): number;
  /** The sum of all series whose line starts so. */
  metric(start: string): Promise<number>;
  /** What the probe for readiness says. */
  readiness(): Promise<{ http: number; status: string; reasons: string[] }>;
  /** Ends it with TERM; its exit code. */
  stop(): Promise<number>;
}

const MAIN = join(import.meta.dir, "..", "src", "main.ts");

/** Starts the program on what the shop has stored, and its model. Nothing is awaited. */
export function spawnApi(shop: Shop, environment: Record<string, string>) {
  return Bun.spawn([process.execPath, MAIN], {
    env: {
      PATH: process.env["PATH"] ?? "",
      AISLE_HOME: shop.home,
      STORE_URL: shop.storeUrl,
      MODEL_POINTER: join(shop.home, "serving.json"),
      API_PORT: "0",
      API_INTERNAL_PORT: "0",
      API_ANONYMOUS: "recommend,events,catalogue,admin",
      API_KEYS_POLL_MS: "20",
      RULES_POLL_MS: "20",
      STOP_DEADLINE_MS: "3000",
      ...environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** Starts so many processes and waits until all are ready. */
export async function startProcesses(
  shop: Shop,
  count: number,
  environment: Record<string, string> = {},
): Promise<Processes> {
  const supervisor = spawnApi(shop, { API_PROCESSES: String(count), ...environment });
  const log: Record<string, unknown>[] = [];
  void collect(supervisor.stdout, log);
  const listening = () => log.find((line) => line["processes"] === count);
  await until(() => listening() !== undefined || supervisor.exitCode !== null, 15);
  const { port, internalPort } = listening() as { port: number; internalPort: number };
  const internalUrl = `http://127.0.0.1:${internalPort}`;
  const processes: Processes = {
    url: `http://127.0.0.1:${port}`,
    internalUrl,
    supervisor,
    log,
    pid: (place) => {
      const starts = log.filter((line) => line["message"] === "process starts" && line["place"] === place);
      return Number(starts.at(-1)?.["pid"]);
    },
    async metric(start) {
      const text = await (await fetch(`${internalUrl}/metrics`)).text();
      const lines = text.split("\n").filter((line) => line.startsWith(start));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
    },
    async readiness() {
      const response = await fetch(`${internalUrl}/health/ready`);
      return { http: response.status, ...((await response.json()) as { status: string; reasons: string[] }) };
    },
    async stop() {
      supervisor.kill("SIGTERM");
      return await supervisor.exited;
    },
  };
  await until(async () => (await processes.readiness()).http === 200, 15);
  return processes;
}

async function collect(stream: ReadableStream<Uint8Array>, log: Record<string, unknown>[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) log.push(JSON.parse(line) as Record<string, unknown>);
  }
}

/** Whether the process is there; one that ended and was not yet collected is not. */
export async function lives(pid: number): Promise<boolean> {
  const status = Bun.file(`/proc/${pid}/status`);
  return (await status.exists()) && !/^State:\s+Z/m.test(await status.text().catch(() => "State: Z"));
}
