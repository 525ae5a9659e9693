// Ids in the order in which they came, and the place of each: a fifth of the memory of strings in a Map.

const FIRST_IDS = 1024;

/** Most ids are short and plain, and strings of such bytes are made four times as fast. */
const SHORT = 64;
const letters = Buffer.alloc(SHORT);

export class IdList {
  #length = 0;
  /** The UTF-16 code units of all ids, one after the other. */
  #units = new Uint16Array(16 * FIRST_IDS);
  /** Where each id begins in `#units`, and where the last one ends. */
  #begins = new Uint32Array(FIRST_IDS + 1);
  /** One more than the place of the id whose hash led there, or to a slot before; 0 where there is none. A power of two long. */
  #slots = new Uint32Array(4 * FIRST_IDS);

  get length(): number {
    return this.#length;
  }

  /** Appends an id; false when it is there already. */
  add(id: string): boolean {
    const end = this.#write(id);
    const slot = this.#slotOf(this.#begins[this.#length]!, end);
    if (this.#slots[slot] !== 0) return false;
    this.#begins[++this.#length] = end;
    this.#slots[slot] = this.#length;
    if (2 * this.#length > this.#slots.length) this.#spread();
    return true;
  }

  /** The id with that place, undefined when there is none. */
  at(place: number): string | undefined {
    const begin = this.#begins[place];
    if (begin === undefined || !(place < this.#length)) return undefined;
    const units = this.#units;
    const length = this.#begins[place + 1]! - begin;
    for (let at = 0; at < length; at++) {
      const unit = units[begin + at]!;
      if (length > SHORT || unit > 0xff) return String.fromCharCode(...units.subarray(begin, begin + length));
      letters[at] = unit;
    }
    return letters.toString("latin1", 0, length);
  }

  /** The place of an id, undefined when it is not there. */
  indexOf(id: string): number | undefined {
    const end = this.#write(id);
    const found = this.#slots[this.#slotOf(this.#begins[this.#length]!, end)]!;
    return found === 0 ? undefined : found - 1;
  }

  /** Puts an id behind the last one, where it is no part of the list yet; returns where it ends. */
  #write(id: string): number {
    const begin = this.#begins[this.#length]!;
    const end = begin + id.length;
    this.#reserve(end);
    const units = this.#units;
    for (let at = 0; at < id.length; at++) units[begin + at] = id.charCodeAt(at);
    return end;
  }

  /** The slot that the id in `#units` from `begin` to `end` has, or would get. */
  #slotOf(begin: number, end: number): number {
    const units = this.#units;
    const slots = this.#slots;
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, by code unit.
    let hash = 0x811c9dc5;
    for (let at = begin; at < end; at++) hash = Math.imul(hash ^ units[at]!, 0x01000193);
    // The lower bits of such a hash know only the lower bits of the text.
    hash ^= hash >>> 15;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0 && !this.#isAt(slots[slot]! - 1, begin, end)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(place: number, begin: number, end: number): boolean {
    const units = this.#units;
    const from = this.#begins[place]!;
    if (this.#begins[place + 1]! - from !== end - begin) return false;
    for (let at = begin; at < end; at++) if (units[from + at - begin] !== units[at]) return false;
    return true;
  }

  /** Makes room for one more id, whose units end at `end`. */
  #reserve(end: number): void {
    if (end > this.#units.length) {
      const units = new Uint16Array(Math.max(end, Math.ceil(1.5 * this.#units.length)));
      units.set(this.#units);
      this.#units = units;
    }
    if (this.#length + 1 < this.#begins.length) return;
    const begins = new Uint32Array(Math.ceil(1.5 * this.#begins.length));
    begins.set(this.#begins);
    this.#begins = begins;
  }

  /** Finds all ids another slot among twice as many. */
  #spread(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let place = 0; place < this.#length; place++) {
      this.#slots[this.#slotOf(this.#begins[place]!, this.#begins[place + 1]!)] = place + 1;
    }
  }
}
