// A thread of the crew: takes part in one work after the other.
import { parentPort } from "node:worker_threads";
import { growTrees } from "../forest/grow-trees.ts";
import { fillRows } from "../graphs/fill-rows.ts";
import type { CrewWork } from "./crew.ts";
import { giveUp } from "./turns.ts";

parentPort?.on("message", (work: CrewWork) => {
  try {
    if (work.kind === "rows") fillRows(work.job, work.slots);
    else growTrees(work.job, work.slots);
  } catch (error) {
    giveUp(work.slots.turns, work.kind === "rows" ? work.job.items : work.job.options.trees);
    process.stderr.write(`${Bun.inspect(error)}\n`);
  }
  // Shared memory goes when the last thread that knows it has collected its garbage: hundreds of megabytes of a large shop.
  setImmediate(() => Bun.gc(true));
});
