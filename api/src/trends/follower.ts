// Follows the log of events, whoever writes to it, so that trends are those of the last hours in every process.
import { setImmediate } from "node:timers/promises";
import type { Recommender } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import { RecentEvents } from "./recent-events.ts";

const PAGE = 1_000;
/** Pages of one round; what is left over waits for the next. */
const MAX_PAGES = 20;
/** A process that starts reads so many of the newest events. */
const MAX_EVENTS_AT_START = 20_000;

export interface TrendFollowerOptions {
  readonly store: Pick<Store, "newestSeq" | "readEvents">;
  /** The recommender that answers now. */
  readonly recommender: () => Recommender | undefined;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export class TrendFollower {
  readonly #options: TrendFollowerOptions;
  readonly #recent = new RecentEvents();
  #after: number | undefined;

  constructor(options: TrendFollowerOptions) {
    this.#options = options;
  }

  /** Reads what was written since the last round, and tells the recommender. Rejects with `StoreError`; nothing is lost. */
  async follow(): Promise<void> {
    const { store, recommender, clock } = this.#options;
    if (recommender() === undefined) return;
    this.#after ??= Math.max(0, (await store.newestSeq()) - MAX_EVENTS_AT_START);
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const events = await store.readEvents(this.#after, PAGE);
      const now = clock();
      const weights = recommender()?.model.recipe.popularity.eventWeights ?? [];
      for (const event of events) this.#recent.add(event, weights, now);
      this.#after = events.at(-1)?.seq ?? this.#after;
      if (events.length < PAGE) break;
      // A database in this process would answer at once, page after page, and nobody else.
      await setImmediate();
    }
    const current = recommender();
    if (current === undefined) return;
    const masses = new Map<number, number>();
    for (const [itemId, mass] of this.#recent.at(clock())) {
      const item = current.indexOf(itemId);
      if (item !== undefined) masses.set(item, mass);
    }
    current.followTrend(masses);
  }
}
