// Finds oha, the load generator, and runs it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const OHA_VERSION = "1.16.0";

/** No measurement came about; the message says why and what to do. */
export class OhaError extends Error {
  override readonly name = "OhaError";
}

/** An answer later than this counts as a failure. */
const TIMEOUT_SECONDS = 10;

/** The path of oha on PATH or in the checkout's `.tools/bin`. Throws `OhaError` with how to get it. */
export function findOha(path: string, tools: string): string {
  const found = Bun.which("oha", { PATH: `${path}${delimiter}${tools}` });
  if (found !== null) return found;
  throw new OhaError(
    [
      "oha, the load generator, is not installed. With Rust's cargo it is built in a few minutes:",
      "",
      `  cargo install --locked oha --version ${OHA_VERSION} --root .tools`,
      "",
      "(The npm package of that name is another program.)",
    ].join("\n"),
  );
}

/** Questions that are asked by POST, all of one path. */
export interface Posts {
  readonly path: string;
  /** One JSON body a line; each request takes one at random. */
  readonly bodies: readonly string[];
}

/** Questions that are asked by GET: paths with their query. */
export interface Addresses {
  readonly paths: readonly string[];
}

export type Questions = Posts | Addresses;

export interface Load {
  readonly target: string;
  readonly durationSeconds: number;
  readonly connections: number;
  /** Requests a second, all connections together; absent: each connection asks again as soon as it is answered. */
  readonly rate?: number;
  readonly apiKey?: string | undefined;
  /** Threads that oha sends with; absent: one for each core. */
  readonly threads?: number;
  /** File that oha writes each answer to, for `readRecords`; absent: none. */
  readonly records?: string;
  /** Ends oha and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Asks the questions, in random order, for the given time on so many connections. `oha` is the command that runs it.
 * Returns oha's JSON. Throws `OhaError`, or the signal's reason.
 */
export async function runOha(oha: readonly string[], questions: Questions, load: Load): Promise<string> {
  load.signal?.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "aisle-loadtest-"));
  try {
    const file = join(folder, "questions");
    const lines = "paths" in questions ? questions.paths.map((path) => load.target + path) : questions.bodies;
    await Bun.write(file, lines.join("\n"));
    const asked =
      "paths" in questions
        ? ["--urls-from-file", file]
        : ["-m", "POST", "-T", "application/json", "-Z", file, load.target + questions.path];
    const child = Bun.spawn([...oha, ...ohaArguments(load), ...asked], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      ...(load.signal && { signal: load.signal }),
    });
    const [stdout, stderr, exitCode] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    load.signal?.throwIfAborted();
    if (exitCode !== 0)
      throw new OhaError(`oha ended with ${exitCode}: ${stderr.trim() || "it gave no reason"}`);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ohaArguments({ durationSeconds, connections, rate, apiKey, threads, records }: Load): string[] {
  const valued = {
    "--output-format": "json",
    // oha takes no fraction that a nanosecond does not divide.
    "-z": `${Number(durationSeconds.toFixed(3))}s`,
    "-c": String(connections),
    "-t": `${TIMEOUT_SECONDS}s`,
    ...(rate !== undefined && { "-q": String(rate) }),
    ...(threads !== undefined && { "--worker-threads": String(threads) }),
    ...(records !== undefined && { "--db-url": records }),
    ...(apiKey && { "-H": `authorization: Bearer ${apiKey}` }),
  };
  // What waits for its turn at a rate counts as waiting for its answer: callers would.
  const corrected = rate === undefined ? [] : ["--latency-correction"];
  // -w: requests under way at the end are waited for; otherwise they would count as failures.
  return ["--no-tui", "-w", ...corrected, ...Object.entries(valued).flat()];
}
