// A list of numbers for each item, all in one array: as objects they would take ten times the memory.

const MIN_CAPACITY = 1024;

export class NumberLists {
  /** Where an item's list begins in the pool, and how long it is. */
  #begins = new Uint32Array(0);
  #lengths = new Uint16Array(0);
  #pool = new Uint32Array(0);
  /** How much of the pool is used, and how much of that by lists that were replaced. */
  #end = 0;
  #waste = 0;

  /** Sets or replaces the list of an item; no longer than 65,535. */
  set(index: number, list: readonly number[]): void {
    if (list.length === 0 && !(this.#lengths[index]! > 0)) return;
    if (index >= this.#lengths.length) this.#reserve(index);
    const before = this.#lengths[index]!;
    if (list.length > before) {
      this.#waste += before;
      this.#begins[index] = this.#append(list.length);
    } else this.#waste += before - list.length;
    this.#pool.set(list, this.#begins[index]);
    this.#lengths[index] = list.length;
    if (this.#waste > MIN_CAPACITY && 2 * this.#waste > this.#end) this.#compact();
  }

  /** The list of an item, valid until the next `set`. */
  of(index: number): Uint32Array {
    const begin = this.#begins[index] ?? 0;
    return this.#pool.subarray(begin, begin + (this.#lengths[index] ?? 0));
  }

  /** Whether the list of an item has a number. */
  has(index: number, number: number): boolean {
    const begin = this.#begins[index] ?? 0;
    const end = begin + (this.#lengths[index] ?? 0);
    for (let at = begin; at < end; at++) if (this.#pool[at] === number) return true;
    return false;
  }

  /** Whether the list of an item has any of some numbers. */
  hasAny(index: number, numbers: ReadonlySet<number>): boolean {
    const begin = this.#begins[index] ?? 0;
    const end = begin + (this.#lengths[index] ?? 0);
    for (let at = begin; at < end; at++) if (numbers.has(this.#pool[at]!)) return true;
    return false;
  }

  #append(length: number): number {
    const begin = this.#end;
    this.#end += length;
    if (this.#end > this.#pool.length) {
      const larger = new Uint32Array(Math.max(MIN_CAPACITY, Math.ceil(1.5 * this.#end)));
      larger.set(this.#pool);
      this.#pool = larger;
    }
    return begin;
  }

  #reserve(index: number): void {
    const capacity = Math.max(MIN_CAPACITY, Math.ceil(1.5 * (index + 1)));
    const [begins, lengths] = [new Uint32Array(capacity), new Uint16Array(capacity)];
    begins.set(this.#begins);
    lengths.set(this.#lengths);
    this.#begins = begins;
    this.#lengths = lengths;
  }

  #compact(): void {
    const pool = new Uint32Array(this.#pool.length);
    let end = 0;
    for (let index = 0; index < this.#lengths.length; index++) {
      const begin = this.#begins[index]!;
      pool.set(this.#pool.subarray(begin, begin + this.#lengths[index]!), end);
      this.#begins[index] = end;
      end += this.#lengths[index]!;
    }
    this.#pool = pool;
    this.#end = end;
    this.#waste = 0;
  }
}
