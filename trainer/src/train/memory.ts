// Whether the data fit into this machine's memory: found out before hours of work, not by being killed in them.
import { DataError } from "../data/errors.ts";

const MB = 1e6;

/**
 * What training takes at the least. With more memory it takes more, because garbage is then left longer; with less it
 * was seen to be killed. docs/benchmarks.md has the figures.
 */
const BASE_BYTES = 200 * MB;
const BYTES_PER_EVENT = 100;
const BYTES_PER_ITEM = 5000;

/** Throws `DataError` "too-large" when training on so much would take more than `available` bytes. */
export function assertMemoryFor(
  { events, items }: { readonly events: number; readonly items: number },
  available: number = availableMemory(),
): void {
  const needed = BASE_BYTES + events * BYTES_PER_EVENT + items * BYTES_PER_ITEM;
  if (needed <= available) return;
  throw new DataError(
    "too-large",
    `training on ${events} events and ${items} items takes at least ${megabytes(needed)} MB of memory and ` +
      `${megabytes(available)} MB are free: give it more, or leave out the oldest events`,
  );
}

/** What is free on this machine, or what the container is allowed to take when that is less. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return Math.min(process.availableMemory(), limit > 0 ? limit : Infinity);
}

function megabytes(bytes: number): string {
  return Math.round(bytes / MB).toString();
}
