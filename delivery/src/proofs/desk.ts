// What the release desk says of the releases of a proof.
import { kubectl, until } from "@aisle/testcluster";

/** As much of a report as proofs look at. */
export interface Report {
  readonly id: number;
  readonly title: string;
  readonly verdict: "promoted" | "rolled back" | "superseded" | "running";
  readonly reason?: string;
  readonly seconds: number;
  readonly weights: readonly number[];
  readonly to: {
    readonly image: string;
    readonly model?: { readonly version: string; readonly digest: string };
  };
  readonly revert?: string;
  readonly canary: { readonly requests?: number; readonly lists?: number; readonly clicks?: number };
  readonly clickThrough?: { readonly canary: number; readonly primary: number };
  readonly tasks: readonly { readonly kind: string; readonly isDone: boolean }[];
}

/** For tags, aliases, and commits, also after a fault. */
const SETTLED_MS = 120_000;

/** The newest release's, when it has ended and all is done that it asks for. Throws when that takes too long. */
export async function newestReport(): Promise<Report> {
  const address = await kubectl([
    "get",
    "service",
    "releases",
    "--namespace=aisle",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  const url = `http://${address}:8090`;
  let report: Report | undefined;
  await until("the release desk has settled the newest release", SETTLED_MS, async () => {
    const list = await json<{ readonly releases: readonly { readonly id: number }[] }>(
      `${url}/releases.json`,
    );
    const id = list?.releases[0]?.id;
    report = id === undefined ? undefined : await json<Report>(`${url}/releases/${id}.json`);
    return report !== undefined && report.verdict !== "running" && report.tasks.every(({ isDone }) => isDone);
  });
  return report!;
}

/** Undefined while the desk does not answer. */
async function json<T>(url: string): Promise<T | undefined> {
  return await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => (response.ok ? ((await response.json()) as T) : undefined),
    () => undefined,
  );
}
