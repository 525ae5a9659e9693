// Has the engine compile the scorer before customers wait for it.
import type { HistoryEntry, Recommender } from "@aisle/recommender";

/** Then a list takes a tenth of what the first ones take. */
const LISTS = 150;
const VISITS = 8;
/** From one visited item to the next: a prime, so that they lie all over the catalogue. */
const STRIDE = 7919;

/**
 * Makes lists that nobody asked for. Without it, the first customers of a process wait for milliseconds each, and where
 * there are many of them, some are refused. Takes about a tenth of a second; nothing of it is remembered or counted.
 */
export function warmUp(recommender: Recommender): void {
  const { items } = recommender.model;
  if (items === 0) return;
  for (let list = 0; list < LISTS; list++) {
    const history = Array.from({ length: VISITS }, (_, visit): HistoryEntry => ({
      item: ((list * VISITS + visit) * STRIDE) % items,
      type: "view",
      time: -visit,
    }));
    recommender.recommend({ placement: "personal", history, limit: 10 });
  }
}
