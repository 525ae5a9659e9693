// A shop's data, read and cut as `trainer train` would, without a store between.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSequences } from "../../src/data/sequences.ts";
import { snapshotFolder } from "../../src/data/snapshot.ts";
import { validateSnapshot } from "../../src/data/validate.ts";
import { prepareTraining, type TrainingData } from "../../src/train/challenger.ts";
import { chooseWindows } from "../../src/train/windows.ts";

/** Reads `dir` through a snapshot that is removed again. Throws what reading and checking throw. */
export async function readShop(dir: string, now: Date): Promise<TrainingData> {
  const root = await mkdtemp(join(tmpdir(), "aisle-bench-"));
  try {
    const snapshot = await snapshotFolder(dir, { root, now });
    await validateSnapshot(snapshot, { now });
    const { interactions, items } = await readSequences(snapshot);
    return prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
  } finally {
    await rm(root, { recursive: true });
  }
}
