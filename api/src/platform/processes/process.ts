// One of the processes that a supervisor keeps running.
import type { Log } from "../logging.ts";
import type { Load, Report, ToProcess, ToSupervisor } from "./messages.ts";

interface ProcessOptions {
  /** Its number, from 1; whoever takes its place has it, too. */
  readonly place: number;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Told when it has ended, before another one takes its place. */
  readonly onEnd: (process: ServingProcess) => void;
  readonly onMessage: (process: ServingProcess, message: ToSupervisor) => void;
}

type Child = Bun.Subprocess<"ignore", "inherit", "inherit">;

/** It ended before it listened for the first time. */
export class StartError extends Error {
  override readonly name = "StartError";

  /** `exitCode`: of the process. */
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** The first restart comes after this pause, each further one after twice as long. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Who ran for this long did not fail at its start. */
const STEADY_MS = 30_000;
/** It tells its load each second: one that is silent for this long does nothing else either. */
const MOST_SILENCE_MS = 30_000;
const REPORT_MS = 1000;

export class ServingProcess {
  #restarts = 0;
  #load: Load | undefined;
  #isLoadNew = false;
  readonly #options: ProcessOptions;
  readonly #listening = Promise.withResolvers<void>();
  readonly #questions = new Map<number, (report: Report | undefined) => void>();
  #child: Child | undefined;
  #listens = false;
  #wasUp = false;
  #stopping = false;
  #asked = 0;
  #startedAt = 0;
  #heardAt = 0;
  #failures = 0;
  #restart: Timer | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  get place(): number {
    return this.#options.place;
  }

  get listens(): boolean {
    return this.#listens;
  }

  /** How often another one took its place. */
  get restarts(): number {
    return this.#restarts;
  }

  /** What it told last of a second; undefined before that. */
  get load(): Load | undefined {
    return this.#load;
  }

  /** Whether the load was told since the last call. */
  hasNewLoad(): boolean {
    const isNew = this.#isLoadNew;
    this.#isLoadNew = false;
    return isNew;
  }

  /** Resolves when it listens. Rejects with `StartError` when it ends instead, and is not started again then. */
  start(): Promise<void> {
    this.#spawn();
    return this.#listening.promise;
  }

  send(message: ToProcess): void {
    if (this.#listens) this.#child?.send(message);
  }

  /** What it tells of itself now; undefined when it does not within a second. */
  async report(): Promise<Report | undefined> {
    if (!this.#listens) return undefined;
    const question = this.#asked++;
    const { promise, resolve } = Promise.withResolvers<Report | undefined>();
    const timer = setTimeout(resolve, REPORT_MS);
    this.#questions.set(question, resolve);
    this.send({ kind: "report", question });
    const report = await promise;
    clearTimeout(timer);
    this.#questions.delete(question);
    return report;
  }

  /** Ends it when it has been silent for too long; another one takes its place. */
  endIfSilent(): void {
    if (!this.#listens || performance.now() - this.#heardAt < MOST_SILENCE_MS) return;
    this.#options.log.error("process is silent", { place: this.place, pid: this.#child?.pid });
    this.#child?.kill("SIGKILL");
  }

  /** Lets it finish what it does until the deadline. It is not started again. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
    await child.exited;
    clearTimeout(timer);
  }

  #spawn(): void {
    const { command, environment, place } = this.#options;
    this.#startedAt = performance.now();
    this.#child = Bun.spawn([...command], {
      env: { ...environment },
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      serialization: "advanced", // JSON has no NaN
      ipc: (message: ToSupervisor) => this.#hear(message),
      onExit: (_, code, signal) => this.#ended(code, signal),
    });
    this.#options.log.info("process starts", { place, pid: this.#child.pid });
  }

  #hear(message: ToSupervisor): void {
    this.#heardAt = performance.now();
    if (message.kind === "listens") {
      this.#listens = true;
      this.#wasUp = true;
      this.#listening.resolve();
    } else if (message.kind === "load") {
      this.#load = message.load;
      this.#isLoadNew = true;
    } else if (message.kind === "report") this.#questions.get(message.question)?.(message.report);
    this.#options.onMessage(this, message);
  }

  #ended(code: number | null, signal: number | NodeJS.Signals | null): void {
    const { log, place } = this.#options;
    this.#child = undefined;
    this.#listens = false;
    this.#load = undefined;
    this.#isLoadNew = false;
    for (const answer of this.#questions.values()) answer(undefined);
    this.#options.onEnd(this);
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    if (!this.#wasUp) {
      this.#listening.reject(new StartError(`Process ${place} ended with ${how}.`, code ?? 1));
      return;
    }
    if (this.#stopping) return;
    const ranMs = performance.now() - this.#startedAt;
    this.#failures = ranMs < STEADY_MS ? this.#failures + 1 : 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    log.error("process ended", { place, how, restartInMs: pauseMs });
    this.#restarts++;
    this.#restart = setTimeout(() => this.#spawn(), pauseMs);
  }
}
