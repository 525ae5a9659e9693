// The load test from its arguments to its report.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ApiError, type Client, ConnectionError, createClient } from "@aisle/client";
import { OhaOutputError, parseResult } from "./oha/result.ts";
import { findOha, OhaError, runOha } from "./oha/run.ts";
import { HELP, type Options, parseOptions, UsageError } from "./options.ts";
import { pageReport } from "./report/page.tsx";
import type { Run } from "./report/run.ts";
import { terminalReport } from "./report/terminal.ts";
import { EmptyShopError, personalised } from "./scenario/personalised.ts";
import { judge } from "./verdict.ts";

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of tools in the checkout, beside those on PATH. */
  readonly tools: string;
  /** Folder that gets a folder for each report. */
  readonly reports: string;
  readonly now: () => Date;
  readonly write: (line: string) => void;
}

/** Exit codes: both limits hold; one does not; nothing was measured. */
export const EXIT = { held: 0, missed: 1, unmeasured: 2 } as const;

const EXPECTED = [UsageError, OhaError, OhaOutputError, EmptyShopError, ApiError, ConnectionError];

/** Runs the load test and returns its exit code. Rejects only with errors that nobody expects. */
export async function loadtest(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const options = parseOptions(argv, surroundings.env);
    if (options === undefined) {
      surroundings.write(HELP);
      return EXIT.held;
    }
    return await measure(options, surroundings);
  } catch (error) {
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
    surroundings.write((error as Error).message);
    return EXIT.unmeasured;
  }
}

async function measure(options: Options, { env, tools, reports, now, write }: Surroundings): Promise<number> {
  const oha = findOha(env["PATH"] ?? "", tools);
  const client = createClient({ baseUrl: options.target, apiKey: env["API_KEY"] });
  const scenario = await personalised(client);
  const before = await modelName(client);
  const startedAt = now().toISOString();
  write(
    `${scenario.name}: ${options.connections} connections on ${options.target} for ${options.durationSeconds} s`,
  );
  const json = await runOha([oha], scenario, { ...options, apiKey: env["API_KEY"] });
  const result = parseResult(json);
  const run: Run = {
    scenario: scenario.name,
    questions: scenario.bodies.length,
    target: options.target,
    connections: options.connections,
    startedAt,
    models: [before, await modelName(client)],
    result,
    checks: judge(result, options.thresholds),
  };
  for (const line of terminalReport(run)) write(line);
  const folder = join(reports, startedAt.replaceAll(/[:.]/g, "-"));
  await mkdir(folder, { recursive: true });
  await Bun.write(join(folder, "oha.json"), json);
  await Bun.write(join(folder, "report.html"), await pageReport(run, options.thresholds));
  write(`\nReport: ${join(folder, "report.html")}`);
  return run.checks.every(({ held }) => held) ? EXIT.held : EXIT.missed;
}

async function modelName(client: Client): Promise<string> {
  const { version, track } = await client.model();
  return `${version} (${track})`;
}
