// Runs a command in a process of its own, so that a crash of the runtime is a failure like any other: said in words,
// with an exit code, and tried again where that goes on from where the first try stopped.
import { constants } from "node:os";
import type { CommandIo } from "./options.ts";

export interface WatchedCommand {
  /** The trainer's command, for messages. */
  readonly name: string;
  /** The process that does the work: program and arguments. */
  readonly command: readonly string[];
  /** How often it is tried when the runtime crashes. */
  readonly attempts: number;
}

/** Signals by which a process ends itself, or the kernel ends it, for a fault in its own machine code. */
const CRASHES: ReadonlySet<string> = new Set([
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGSEGV",
  "SIGSYS",
  "SIGTRAP",
]);

/** Signals that ask this process to stop: the work gets them too, and this process ends after it. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The exit code of the command: its own, 1 when the runtime crashed in every attempt, 128 and the signal's number when
 * it was killed or stopped.
 */
export async function watchCommand(
  { name, command, attempts }: WatchedCommand,
  io: CommandIo,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const { code, signal } = await run(command);
    if (signal === undefined) return code;
    if (!CRASHES.has(signal)) {
      if (signal === "SIGKILL") io.write(`${name}: ${KILLED}`);
      return code;
    }
    const crashed = `${name}: the runtime crashed (${signal}), which is a fault of Bun or of a native library and not of the data`;
    if (attempt < attempts) {
      io.write(`${crashed}; trying once more: it goes on where it stopped`);
      continue;
    }
    io.write(
      `${crashed}. ${attempts > 1 ? "That was the second time" : "Run it again"}; ${MAY_LACK_THREADS}`,
    );
    return 1;
  }
}

const KILLED =
  "it was killed (SIGKILL), most likely because memory ran out: give it more, or leave out the oldest events " +
  "(docs/benchmarks.md says what training takes)";

// WebKit's Thread::create aborts when the system refuses a thread: https://github.com/oven-sh/bun/pull/41587
const MAY_LACK_THREADS =
  "one known cause is a limit on threads that was reached (`ulimit -u`, the container's pids limit): raise it";

/** Runs the process to its end. `code` is as a shell would tell it; `signal` is what ended it, if one did. */
async function run(command: readonly string[]): Promise<{ code: number; signal: string | undefined }> {
  // Before there is work to be left behind.
  let child: Bun.Subprocess | undefined;
  const forward = (signal: NodeJS.Signals): void => child?.kill(signal);
  for (const signal of STOPS) process.on(signal, forward);
  try {
    child = Bun.spawn([...command], {
      stdio: ["inherit", "inherit", "inherit"],
      // Nothing is sent: the work sees by the channel's end that this process is gone.
      ipc() {},
    });
    const code = await child.exited;
    const { signalCode } = child;
    return { code, signal: typeof signalCode === "string" ? signalCode : signalOf(code) };
  } finally {
    for (const signal of STOPS) process.off(signal, forward);
  }
}

/** The signal that an exit code above 128 stands for: a runtime that reports its crash may end with that code. */
function signalOf(code: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0];
}
