// From the store, or a folder, to checked sequences: what every command that fits a model begins with.
import type { Interactions, Item } from "@aisle/recommender";
import { openStore } from "@aisle/store";
import { join } from "node:path";
import type { Progress } from "../cli/progress.ts";
import type { Settings } from "../cli/settings.ts";
import { readSequences } from "../data/sequences.ts";
import { type Snapshot, snapshotFolder, snapshotStore } from "../data/snapshot.ts";
import type { ValidationReport } from "../data/report.ts";
import { previousSnapshot, validateSnapshot } from "../data/validate.ts";
import { assertMemoryFor } from "./memory.ts";

export interface TrainingInput {
  readonly snapshot: Snapshot;
  readonly validation: ValidationReport;
  readonly interactions: Interactions;
  readonly items: readonly Item[];
}

/** Freezes the store, or the folder `from` of data files, checks the snapshot against the one before and reads it. Throws what these steps throw. */
export async function readInput(
  settings: Settings,
  now: Date,
  progress: Progress,
  from?: string,
): Promise<TrainingInput> {
  const root = join(settings.home, "snapshots");
  const snapshot = await progress.step(
    "snapshot",
    () =>
      from === undefined
        ? freeze(settings, root, now)
        : snapshotFolder(from, { root, now, customerSecret: settings.customerSecret }),
    describe,
  );
  const report = await progress.step(
    "validate",
    async () => {
      const previous = await previousSnapshot(root, snapshot.digest);
      return await validateSnapshot(snapshot, { now, ...(previous && { previous }) });
    },
    describeReport,
  );
  assertMemoryFor(report.valid);
  const { interactions, items } = await progress.step("read", () => readSequences(snapshot));
  return { snapshot, validation: report, interactions, items };
}

async function freeze(settings: Settings, root: string, now: Date): Promise<Snapshot> {
  const store = await openStore(settings.storeUrl);
  try {
    return await snapshotStore(store, { root, now });
  } finally {
    await store.close();
  }
}

function describe({ counts, window, digest }: Snapshot): string {
  const dates = `${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`;
  return `${counts.events} events of ${counts.customers} customers on ${counts.items} items, ${dates}, ${digest.slice(0, 19)}`;
}

function describeReport({ valid, quarantined, checks }: ValidationReport): string {
  const dropped = quarantined.reduce((rows, group) => rows + group.rows, 0);
  const warnings = checks.filter(({ outcome }) => outcome === "warning").map(({ finding }) => `; ${finding}`);
  return `${valid.events} events are good, ${dropped} rows set aside${warnings.join("")}`;
}
