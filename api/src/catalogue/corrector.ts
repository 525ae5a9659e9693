// Learns the words of the catalogue when a search first finds nothing, and what came since at every later one.
import { fold, type Store } from "@aisle/store";
import { Spelling } from "./spelling.ts";

/** Changes that are read at once, while others wait. */
const PAGE = 500;

export class Corrector {
  readonly #store: Pick<Store, "itemChanges">;
  readonly #spelling = new Spelling();
  #revision = 0;
  #reading: Promise<void> | undefined;

  constructor(store: Pick<Store, "itemChanges">) {
    this.#store = store;
  }

  /** What the query may have been meant to be; undefined when nobody knows better. Throws `StoreError`. */
  async correct(query: string): Promise<string | undefined> {
    // Searches at the same time wait for one reading.
    this.#reading ??= this.#catchUp().finally(() => (this.#reading = undefined));
    await this.#reading;
    return this.#spelling.correct(fold(query));
  }

  /** Words of items that left the catalogue stay: a correction to them finds nothing either. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const changes = await this.#store.itemChanges(this.#revision, PAGE);
      for (const { item, deleted, revision } of changes) {
        if (!deleted && item.hidden !== true)
          this.#spelling.learn(fold(`${item.title ?? ""} ${item.brand ?? ""}`));
        this.#revision = revision;
      }
      if (changes.length < PAGE) return;
    }
  }
}
