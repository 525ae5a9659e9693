// A worker thread of `fitRows`: fills rows as long as there are any, and ends.
import { workerData } from "node:worker_threads";
import { DONE, FAILED, fillRows, type RowJob, type RowSlots } from "./fill-rows.ts";

const { job, slots } = workerData as { readonly job: RowJob; readonly slots: RowSlots };
try {
  fillRows(job, slots);
} catch (error) {
  // Whoever waits for the rows must not wait for ever.
  Atomics.store(slots.state, FAILED, 1);
  Atomics.add(slots.state, DONE, job.items);
  Atomics.notify(slots.state, DONE);
  throw error;
}
