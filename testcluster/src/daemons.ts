// The cluster's processes: they outlive the command that started them, and are known again by the next one.
import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { STATE } from "./place.ts";

const STOP_MS = 15_000;
const PAUSE_MS = 100;
const folder = join(STATE, "daemons");

interface Known {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's: another process with this pid has others. */
  readonly started: string;
}

/** Starts a program, unless it runs already. Its log is `STATE/logs/NAME`. */
export function startDaemon(
  name: string,
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): void {
  if (isRunning(name)) return;
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(STATE, "logs"), { recursive: true });
  const log = openSync(logOf(name), "a");
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: STATE,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${file} could not be started`);
  const known: Known = { pid: child.pid, started: startOf(child.pid) ?? "" };
  writeFileSync(join(folder, name), JSON.stringify(known));
}

export const logOf = (name: string): string => join(STATE, "logs", name);

export const isRunning = (name: string): boolean => pidOf(name) !== undefined;

/** Asks a process to end, and ends it when it takes too long. */
export async function stopDaemon(name: string): Promise<void> {
  const deadline = performance.now() + STOP_MS;
  for (let pid = pidOf(name); pid !== undefined; pid = pidOf(name)) {
    process.kill(pid, performance.now() < deadline ? "SIGTERM" : "SIGKILL");
    await Bun.sleep(PAUSE_MS);
  }
  rmSync(join(folder, name), { force: true });
}

/** Names of all that were started and not stopped. */
export const daemons = (): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Of the process that was started by that name; undefined when it does not run. */
function pidOf(name: string): number | undefined {
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as Known;
  return startOf(pid) === started ? pid : undefined;
}

/** Undefined for a process that does not run; one that has ended and not been waited for does not. */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
