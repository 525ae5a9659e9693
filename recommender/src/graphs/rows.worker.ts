// A worker thread of `fitRows`: fills rows as long as there are any, and ends.
import { workerData } from "node:worker_threads";
import { giveUp } from "../threads/turns.ts";
import { fillRows, type RowJob, type RowSlots } from "./fill-rows.ts";

const { job, slots } = workerData as { readonly job: RowJob; readonly slots: RowSlots };
try {
  fillRows(job, slots);
} catch (error) {
  giveUp(slots.turns, job.items);
  throw error;
}
