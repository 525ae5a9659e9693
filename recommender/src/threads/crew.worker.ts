// A thread of the crew: takes part in one work after the other.
import { parentPort } from "node:worker_threads";
import { fillRows } from "../graphs/fill-rows.ts";
import type { CrewWork } from "./crew.ts";
import { giveUp } from "./turns.ts";

parentPort?.on("message", (work: CrewWork) => {
  try {
    fillRows(work.job, work.slots);
  } catch (error) {
    giveUp(work.slots.turns, work.job.items);
    process.stderr.write(`${Bun.inspect(error)}\n`);
  }
  // Shared memory goes when the last thread that knows it has collected its garbage: hundreds of megabytes of a large shop.
  setImmediate(() => Bun.gc(true));
});
