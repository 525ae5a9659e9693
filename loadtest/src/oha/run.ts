// Finds oha, the load generator, and runs it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Scenario } from "../scenario/personalised.ts";

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

export interface Load {
  readonly target: string;
  readonly durationSeconds: number;
  readonly connections: number;
}

/**
 * Posts the scenario's bodies, in random order, for the given time on so many connections, each asking again as
 * soon as it is answered. Returns oha's JSON. Throws `OhaError`.
 */
export async function runOha(oha: string, scenario: Scenario, load: Load): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aisle-loadtest-"));
  try {
    const bodies = join(folder, "bodies.ndjson");
    await Bun.write(bodies, scenario.bodies.join("\n"));
    const child = Bun.spawn([oha, ...ohaArguments(scenario, load, bodies)], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr, exitCode] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    if (exitCode !== 0)
      throw new OhaError(`oha ended with ${exitCode}: ${stderr.trim() || "it gave no reason"}`);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ohaArguments(scenario: Scenario, load: Load, bodies: string): string[] {
  const valued = {
    "--output-format": "json",
    "-z": `${load.durationSeconds}s`,
    "-c": String(load.connections),
    "-t": `${TIMEOUT_SECONDS}s`,
    "-m": "POST",
    "-T": "application/json",
    "-Z": bodies,
  };
  // -w: requests under way at the end are waited for; otherwise they would count as failures.
  return ["--no-tui", "-w", ...Object.entries(valued).flat(), load.target + scenario.path];
}
