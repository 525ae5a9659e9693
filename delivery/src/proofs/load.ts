// Customers that ask through Traefik all the while, as a shop's pages would.
import { ROOT } from "@aisle/testcluster";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Requests a second unless told otherwise, and the connections that they share. */
const RATE = 40;
const CONNECTIONS = 8;
const SLICE_SECONDS = 10;
const CUSTOMERS = 500;

/** How many requests had which outcome: a status, or why there was no answer. */
export type Outcomes = Readonly<Record<string, number>>;

/**
 * Puts load on `url`, as `host`, while `work` is done; the last answers are waited for, whatever becomes of it. Throws what
 * `work` throws, and when oha is not there.
 */
export async function underLoad<T>(
  { url, host }: { readonly url: string; readonly host: string },
  work: () => Promise<T>,
  rate = RATE,
): Promise<{ readonly made: T; readonly outcomes: Outcomes }> {
  const oha = Bun.which("oha", { PATH: `${join(ROOT, ".tools/bin")}:${process.env["PATH"] ?? ""}` });
  if (oha === null) throw new Error("oha is not there: make oha");
  const folder = mkdtempSync(join(tmpdir(), "aisle-load-"));
  const bodies = join(folder, "bodies");
  const questions = Array.from({ length: CUSTOMERS }, (_, at) => ({
    customerId: `c${String(at).padStart(7, "0")}`,
    limit: 10,
    // Nobody sees these lists.
    placement: "loadtest",
  }));
  writeFileSync(bodies, questions.map((question) => JSON.stringify(question)).join("\n"));
  const pace = ["-z", `${SLICE_SECONDS}s`, "-q", String(rate), "-c", String(CONNECTIONS)];
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
  try {
    return { made: await work(), outcomes };
  } finally {
    ending.abort();
    await slices;
    rmSync(folder, { recursive: true, force: true });
  }
}
