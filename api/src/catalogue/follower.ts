// Keeps a recommender's catalogue equal to the store's, whoever wrote to it.
import { setImmediate } from "node:timers/promises";
import type { Recommender } from "@aisle/recommender";
import type { Store } from "@aisle/store";

const PAGE = 1000;
/** Milliseconds of work before requests get a turn: a new item costs some tenths, one that is known a thousandth. */
const TURN_MS = 2;

export class CatalogueFollower {
  readonly #recommender: Recommender;
  readonly #changes: Pick<Store, "itemChanges">;
  #revision = 0;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(recommender: Recommender, changes: Pick<Store, "itemChanges">) {
    this.#recommender = recommender;
    this.#changes = changes;
  }

  /** Of the newest change that was applied; 0 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Applies everything that was written before this call. Rejects with `StoreError`; what was read by then stays
   * applied and the next call goes on from there.
   */
  catchUp(): Promise<void> {
    // A run that reads already may have passed the write that the caller means, so one that starts later is awaited.
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = undefined;
      const run = this.#run();
      this.#running = run.catch(() => {});
      return run;
    });
    return this.#waiting;
  }

  async #run(): Promise<void> {
    for (;;) {
      const changes = await this.#changes.itemChanges(this.#revision, PAGE);
      let began = performance.now();
      for (const { item, deleted, revision } of changes) {
        if (deleted) this.#recommender.removeItem(item.itemId);
        else this.#recommender.putItem(item);
        this.#revision = revision;
        if (performance.now() - began < TURN_MS) continue;
        await setImmediate();
        began = performance.now();
      }
      if (changes.length < PAGE) return;
    }
  }
}
