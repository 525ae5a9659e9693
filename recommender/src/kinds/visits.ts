// The visits in which customers did what they did.
import type { Interactions } from "../interactions/interactions.ts";

/** Events of a customer with longer pauses between them belong to different visits, in seconds. */
export const VISIT_PAUSE = 1800;

/** Calls `visit` with the entries `from` to `to`, the latter exclusive, of each visit, and `leave` after each customer. */
export function forEachVisit(
  { customers, offsets, time }: Interactions,
  visit: (from: number, to: number) => void,
  leave: () => void = () => {},
): void {
  for (let customer = 0; customer < customers; customer++) {
    let from = offsets[customer]!;
    const end = offsets[customer + 1]!;
    while (from < end) {
      let to = from + 1;
      while (to < end && time[to]! - time[to - 1]! <= VISIT_PAUSE) to++;
      visit(from, to);
      from = to;
    }
    leave();
  }
}
