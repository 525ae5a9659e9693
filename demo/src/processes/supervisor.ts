// Starts the demo's processes, notices when one dies, and leaves none behind.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { descendantsOf, processesMarked, processRef, type ProcessRef } from "./proc.ts";
import { sweep, type SweepTimes } from "./sweep.ts";

export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where its output goes; begun anew. */
  readonly logFile: string;
}

/** A process that ended although nobody asked it to. */
export interface Death {
  readonly name: string;
  /** "exit code 1" or "signal SIGKILL". */
  readonly how: string;
  readonly logFile: string;
}

const markVariable = "AISLE_DEMO_ID";

/** The entry that marks every process of the demo `id` in its environment. */
export const markOf = (id: string): string => `${markVariable}=${id}`;

/** Ends whatever an earlier demo left running. Returns what could not be ended. */
export function sweepMarked(id: string, times?: SweepTimes): Promise<readonly ProcessRef[]> {
  return sweep(() => processesMarked(markOf(id)), times);
}

type Child = Bun.Subprocess<"ignore", "pipe" | number, "pipe" | number>;

export class Supervisor {
  /** Resolves when a service dies unasked. */
  readonly died: Promise<Death>;
  readonly #reportDeath: (death: Death) => void;
  readonly #children: Child[] = [];
  readonly #warden: Bun.Subprocess<"pipe", "ignore", "ignore">;
  #stopping: Promise<readonly ProcessRef[]> | undefined;

  /** `id` marks all processes of this demo; `parentEnv` is what they inherit. */
  constructor(
    readonly id: string,
    private readonly parentEnv: Readonly<Record<string, string | undefined>>,
    private readonly times?: SweepTimes,
  ) {
    const { promise, resolve } = Promise.withResolvers<Death>();
    this.died = promise;
    this.#reportDeath = resolve;
    this.#warden = Bun.spawn(["sh", join(import.meta.dir, "warden.sh"), markOf(id)], {
      stdin: "pipe",
      stdout: "ignore",
      stderr: "ignore",
      detached: true,
    });
  }

  /** Starts a service that runs until the demo stops. Returns its pid. `onDeath` is told instead of `died`. */
  start(command: Command, onDeath = this.#reportDeath): number {
    const log = this.#openLog(command);
    const child = this.#spawn(command, log, (how) => {
      if (this.#stopping === undefined) onDeath({ name: command.name, how, logFile: command.logFile });
    });
    closeSync(log);
    return child.pid;
  }

  /**
   * Runs a task until it ends or is told by `stop` to, handing each line of its output to `onLine` too. Returns its exit
   * code; 128 and more after a signal.
   */
  async run(command: Command, onLine: (line: string) => void, stop?: AbortSignal): Promise<number> {
    const log = this.#openLog(command);
    const child = this.#spawn(command, "pipe");
    stop?.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
    const relay = async (stream: ReadableStream<Uint8Array>) => {
      for await (const line of linesOf(stream)) {
        writeSync(log, `${line}\n`);
        onLine(line);
      }
    };
    await Promise.all([relay(child.stdout as ReadableStream), relay(child.stderr as ReadableStream)]);
    await child.exited;
    closeSync(log);
    return child.exitCode ?? 128;
  }

  /** Ends everything that was started, and everything that those started. Returns what is still alive: normally nothing. */
  stop(): Promise<readonly ProcessRef[]> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<readonly ProcessRef[]> {
    const left = await sweep(() => this.#family(), this.times);
    await this.#warden.stdin.end();
    await this.#warden.exited;
    return left;
  }

  #family(): readonly ProcessRef[] {
    const own = this.#children
      .map((child) => processRef(child.pid))
      .filter((ref): ref is ProcessRef => ref !== undefined);
    return [...own, ...descendantsOf(own.map(({ pid }) => pid)), ...processesMarked(markOf(this.id))];
  }

  #openLog(command: Command): number {
    mkdirSync(dirname(command.logFile), { recursive: true });
    return openSync(command.logFile, "w");
  }

  // Detached: Ctrl-C on the terminal reaches the supervisor alone, and it decides what happens.
  #spawn(command: Command, output: "pipe" | number, onEnd?: (how: string) => void): Child {
    if (this.#stopping !== undefined) throw new Error("the demo is stopping");
    const child = Bun.spawn([...command.argv], {
      cwd: command.cwd,
      env: { ...this.parentEnv, ...command.env, [markVariable]: this.id },
      stdin: "ignore",
      stdout: output,
      stderr: output,
      detached: true,
      onExit: (_, code, signal) => onEnd?.(signal === null ? `exit code ${code}` : `signal ${signal}`),
    });
    this.#children.push(child);
    return child;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n|\r/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
