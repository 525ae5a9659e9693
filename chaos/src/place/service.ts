// The API as a process of its own: started, killed, stopped, and asked.
import { join } from "node:path";
import { createServer } from "node:net";
import { ROOT } from "./scene.ts";

export interface Service extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly internalUrl: string;
  /** SIGKILL, and resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** Asks it to end and resolves when it has; kills it after ten seconds. */
  readonly stop: () => Promise<void>;
  /** Resident memory in bytes, as its metrics say. */
  readonly residentBytes: () => Promise<number>;
  /** The probe: its status and the reasons it gives. */
  readonly readiness: () => Promise<{ http: number; status: string; reasons: string[] }>;
}

export interface Start {
  readonly storeUrl: string;
  /** File that names the model to serve. */
  readonly pointer: string;
  /** Ports to listen on again; absent: free ones. */
  readonly ports?: Ports;
  /** Words before the command. */
  readonly inside?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Wait until it is ready, and not only until it answers. */
  readonly untilReady?: boolean;
  readonly signal: AbortSignal;
}

export interface Ports {
  readonly api: number;
  readonly internal: number;
}

const PATIENCE_MS = 20_000;
const ANSWER_MS = 2_000;

/** Starts the API and waits for it. Throws what it wrote when it ends before. */
export async function startService(start: Start): Promise<Service> {
  const { storeUrl, pointer, inside = [], environment = {}, untilReady = true, signal } = start;
  const ports = start.ports ?? { api: await freePort(), internal: await freePort() };
  const child = Bun.spawn([...inside, process.execPath, join(ROOT, "api/src/main.ts")], {
    env: {
      PATH: process.env["PATH"] ?? "",
      API_PORT: String(ports.api),
      API_INTERNAL_PORT: String(ports.internal),
      API_ANONYMOUS: "recommend,events,catalogue,admin",
      STORE_URL: storeUrl,
      MODEL_POINTER: pointer,
      STOP_DEADLINE_MS: "3000",
      LOG_LEVEL: "warn",
      ...environment,
    },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const end = async (name: "SIGKILL" | "SIGTERM") => {
    child.kill(name);
    const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await child.exited;
    clearTimeout(killer);
  };
  const internalUrl = `http://127.0.0.1:${ports.internal}`;
  // A connection to a process that was killed must not be used for the one that comes after it.
  const askOnce = (path: string) =>
    fetch(`${internalUrl}${path}`, { keepalive: false, signal: AbortSignal.timeout(ANSWER_MS) });
  const dead = async (): Promise<Error> =>
    new Error(`the API ended by ${child.signalCode ?? child.exitCode}: ${await child.stderr.text()}`);
  const ask = async (path: string) => {
    try {
      return await askOnce(path);
    } catch (error) {
      if (!isAway(error)) throw error;
      if (hasEnded(child)) throw await dead();
      return await askOnce(path);
    }
  };
  const service: Service = {
    pid: child.pid,
    url: `http://127.0.0.1:${ports.api}`,
    internalUrl,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async residentBytes() {
      const text = await (await ask("/metrics")).text();
      return Number(/^process_resident_memory_bytes (?<bytes>\S+)$/mu.exec(text)?.groups?.["bytes"]);
    },
    async readiness() {
      const response = await ask("/health/ready");
      const body = (await response.json()) as { status: string; reasons: string[] };
      return { http: response.status, ...body };
    },
    [Symbol.asyncDispose]: () => end("SIGKILL"),
  };
  try {
    await until(
      async () => {
        if (hasEnded(child)) throw await dead();
        const { http } = await service.readiness();
        return http === 200 || !untilReady;
      },
      { signal, what: "the API is ready" },
    );
    return service;
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
}

const hasEnded = ({ exitCode, signalCode }: Bun.Subprocess): boolean =>
  exitCode !== null || signalCode !== null;

/** The ports of a service, to start another one there. */
export const portsOf = ({ url, internalUrl }: Pick<Service, "url" | "internalUrl">): Ports => ({
  api: Number(new URL(url).port),
  internal: Number(new URL(internalUrl).port),
});

/**
 * Asks until something is so; a question that fails because nobody answers is asked again. Returns the milliseconds that
 * it took. Throws when it takes more than `within` milliseconds, saying what it waited for.
 */
export async function until(
  isSo: () => Promise<boolean>,
  {
    signal,
    what,
    within = PATIENCE_MS,
  }: { readonly signal: AbortSignal; readonly what: string; readonly within?: number },
): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < within) {
    signal.throwIfAborted();
    try {
      if (await isSo()) return performance.now() - began;
    } catch (error) {
      if (!isAway(error)) throw error;
    }
    await Bun.sleep(10);
  }
  throw new Error(`waited ${within} ms in vain until ${what}`);
}

/** Whether a request failed because nobody answered it. */
export function isAway(error: unknown): boolean {
  if (error instanceof Error && error.name === "TimeoutError") return true;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:ConnectionRefused|ConnectionClosed|ECONNRESET|ECONNREFUSED|UnexpectedEOF|unreachable|timeout)$/u.test(
    code,
  );
}

/** A port that was free just now. */
function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
  });
  return promise;
}
