// Says which of the demo's ports are taken, by whom where that can be seen, and which variable moves it.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { Ports } from "../config.ts";
import { commandOf } from "../processes/proc.ts";

/** One sentence for each port that cannot be listened on; empty when all are free. */
export async function portProblems(ports: Partial<Ports>): Promise<string[]> {
  const problems = await Promise.all(
    Object.entries(ports).map(async ([variable, port]) => {
      const code = await listenError(port);
      return code === undefined ? undefined : describe(variable, port, code);
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

function describe(variable: string, port: number, code: string): string {
  const remedy = `choose another with ${variable}=PORT`;
  if (code !== "EADDRINUSE") return `port ${port} cannot be opened (${code}): ${remedy}`;
  const pid = listenerOf(port);
  if (pid === undefined) return `port ${port} is in use: ${remedy}`;
  return `port ${port} is in use by pid ${pid} (${commandOf(pid).slice(0, 80)}): stop it or ${remedy}`;
}

function listenError(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** The process that listens on a TCP port, when Linux shows it to this user. */
export function listenerOf(port: number): number | undefined {
  const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const pids = directory("/proc").filter((name) => /^\d+$/.test(name));
  const owner = pids.find((pid) =>
    directory(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    }),
  );
  return owner === undefined ? undefined : Number(owner);
}

// proc(5), net/tcp: "sl local_address rem_address st …  inode", addresses as HEX:PORT, state 0A is LISTEN.
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return read(`/proc/net/${table}`)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) === true && fields[3] === "0A")
    .map((fields) => fields[9] ?? "");
}

function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise; // gone meanwhile, another user's, or not Linux
  }
}
const read = (path: string) => attempt(() => readFileSync(path, "utf8"), "");
const link = (path: string) => attempt(() => readlinkSync(path), "");
const directory = (path: string) => attempt(() => readdirSync(path), []);
