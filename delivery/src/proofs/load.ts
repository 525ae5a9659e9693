// Customers that ask through Traefik all the while, as a shop's pages would.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../platform/program.ts";

/** Requests a second, and the connections that they share. */
const RATE = 40;
const CONNECTIONS = 8;
const SLICE_SECONDS = 10;
const CUSTOMERS = 500;

export interface Load {
  /** Waits for the last answers; how many requests had which outcome: a status, or why there was no answer. */
  readonly end: () => Promise<Readonly<Record<string, number>>>;
}

/** Puts load on `url`, as `host`, until it is told to end. Throws when oha is not there. */
export function startLoad(url: string, host: string): Load {
  const oha = Bun.which("oha", { PATH: `${join(ROOT, ".tools/bin")}:${process.env["PATH"] ?? ""}` });
  if (oha === null)
    throw new Error("oha is not there: cargo install --locked oha --version 1.16.0 --root .tools");
  const folder = mkdtempSync(join(tmpdir(), "aisle-load-"));
  const bodies = join(folder, "bodies");
  const questions = Array.from({ length: CUSTOMERS }, (_, at) => ({
    customerId: `c${String(at).padStart(7, "0")}`,
    limit: 10,
  }));
  writeFileSync(bodies, questions.map((question) => JSON.stringify(question)).join("\n"));
  const pace = ["-z", `${SLICE_SECONDS}s`, "-q", String(RATE), "-c", String(CONNECTIONS)];
  const question = ["--host", host, "-m", "POST", "-T", "application/json", "-Z", bodies];
  const output = ["--no-tui", "--output-format", "json"];
  const command = [
    oha,
    "--wait-ongoing-requests-after-deadline",
    ...pace,
    ...output,
    ...question,
    `${url}/v1/recommendations`,
  ];
  const ending = new AbortController();
  const outcomes: Record<string, number> = {};
  const slices = (async () => {
    while (!ending.signal.aborted) {
      const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
      const { statusCodeDistribution, errorDistribution } = JSON.parse(await child.stdout.text()) as Record<
        "statusCodeDistribution" | "errorDistribution",
        Readonly<Record<string, number>>
      >;
      for (const [outcome, count] of [
        ...Object.entries(statusCodeDistribution),
        ...Object.entries(errorDistribution),
      ])
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    }
  })();
  return {
    async end() {
      ending.abort();
      await slices;
      rmSync(folder, { recursive: true, force: true });
      return outcomes;
    },
  };
}
