// A worker thread of `trainForest`: grows trees as long as there are any to be grown, and ends.
import { workerData } from "node:worker_threads";
import { giveUp } from "../threads/turns.ts";
import { type ForestJob, type ForestSlots, growTrees } from "./grow-trees.ts";

const { job, slots } = workerData as { readonly job: ForestJob; readonly slots: ForestSlots };
try {
  growTrees(job, slots);
} catch (error) {
  giveUp(slots.turns, job.options.trees);
  throw error;
}
