// Worker threads that are started once and kept for the life of the process. A thread that ends takes a whole engine
// apart, and one that starts builds one and needs threads of its own from the system: neither is done while others
// compute.
import { Worker } from "node:worker_threads";
import type { RowJob, RowSlots } from "../graphs/fill-rows.ts";

/** What a thread of the crew does: it finds in shared memory what is to be done and where to leave it, and answers nothing. */
export interface CrewWork {
  readonly job: RowJob;
  readonly slots: RowSlots;
}

const crew: Worker[] = [];

/** Lets `threads` of the crew take part in the work, or as many as the system grants; whoever asks does what they leave. */
export function callCrew(threads: number, work: CrewWork): void {
  while (crew.length < threads && hire());
  for (const worker of crew.slice(0, threads)) worker.postMessage(work);
}

function hire(): boolean {
  try {
    const worker = new Worker(new URL("crew.worker.ts", import.meta.url));
    worker.unref();
    crew.push(worker);
    return true;
  } catch {
    return false; // no more threads: the work is done by fewer
  }
}
