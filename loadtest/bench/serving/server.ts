// A server in a process of its own, on a core of its own, and what it costs.
import { availableParallelism } from "node:os";

export interface Server {
  readonly url: string;
  /** Processor time so far, user and system, in seconds. */
  cpuSeconds(): Promise<number>;
  /** Proportional set size in megabytes (10^6 bytes), with that of the processes it started. */
  pssMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Clock ticks per second of /proc, the same on every Linux that Bun runs on. */
const TICKS = 100;
const READY_MS = 30_000;

/** `command` pinned to a core, where there is more than one. */
export function pinned(core: number, command: readonly string[]): string[] {
  return availableParallelism() > 1 ? ["taskset", "-c", String(core), ...command] : [...command];
}

/** Starts `command` on `core` and waits until `ready` answers 200. Throws when it does not. */
export async function startServer(
  command: readonly string[],
  options: {
    readonly core: number;
    readonly url: string;
    readonly ready: string;
    readonly environment: Readonly<Record<string, string>>;
  },
): Promise<Server> {
  const child = Bun.spawn(pinned(options.core, command), {
    env: { ...process.env, ...options.environment },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  const deadline = performance.now() + READY_MS;
  while (!(await answers(options.ready))) {
    if (child.exitCode !== null) throw new Error(`${command.join(" ")} ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`${command.join(" ")} is not ready after 30 s`);
    await Bun.sleep(20);
  }
  const proc = (file: string, pid = child.pid): Promise<string> => Bun.file(`/proc/${pid}/${file}`).text();
  return {
    url: options.url,
    async cpuSeconds() {
      // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
      const fields = (await proc("stat")).split(") ")[1]!.split(" ");
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    async pssMegabytes() {
      const started = (await proc(`task/${child.pid}/children`)).split(" ").filter(Boolean).map(Number);
      let sum = 0;
      for (const pid of [child.pid, ...started]) {
        const kibibytes = /^Pss:\s+(?<kib>\d+) kB$/mu.exec(await proc("smaps_rollup", pid))?.groups?.["kib"];
        sum += (Number(kibibytes) * 1024) / 1e6;
      }
      return sum;
    },
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
