// A few items that are asked about hundreds of times: a byte for each of the catalogue is read in a fraction of the time of a set.

/** Holds what it was last filled with. */
export class ItemMarks {
  #marks = new Uint8Array(0);
  #items: readonly number[] = [];

  /** Forgets all, and marks `items`, which are below `size`. */
  set(items: Iterable<number>, size: number): this {
    for (const item of this.#items) this.#marks[item] = 0;
    if (this.#marks.length < size) this.#marks = new Uint8Array(Math.ceil(1.5 * size));
    this.#items = [...items];
    for (const item of this.#items) this.#marks[item] = 1;
    return this;
  }

  has(item: number): boolean {
    return this.#marks[item] === 1;
  }
}
