// What the edges from a request's visits add up to, for each item that any of them leads to.
import type { Adjacency } from "../graphs/adjacency.ts";
import type { BlendWeights } from "../fit/recipe.ts";

/** Columns of `Votes.sums`; the fourth is free, so that an item's sums never lie in two lines of memory. */
const TRANSITIONS = 0;
const COOCCURRENCE = 1;
const CONTENT = 2;
const WIDTH = 4;

/** Singles are alike to `floorFor` when they are without these lowest bits. */
const BUCKET_SHIFT = 20;

/** A single may have been rounded up by a share of 2^-24. */
const ROUNDED_UP = 1 - 2 ** -23;

/**
 * Sums of votes for the items that have any. They lie side by side, in the order in which the items came up: a request
 * touches a few thousand items of a catalogue that may be far larger than the processor's caches.
 */
export class Votes {
  /** How many items have votes. Places 1 to `count` speak of them, each once; place 0 is that of no votes. */
  count = 0;
  item = new Uint32Array(0);
  /** All votes at each place, as `weigh` was told to weigh them. */
  weighed = new Float64Array(0);
  #sums = new Float32Array(0);
  /** What `findNear` found. */
  near = new Uint32Array(0);
  /** The weighed votes as single floats, and their bits. */
  #singles = new Float32Array(0);
  #bits = new Uint32Array(0);
  readonly #counts = new Uint32Array(2 ** (31 - BUCKET_SHIFT));
  /** Where the votes for each item of the catalogue are, 0 for nowhere. */
  #places = new Int32Array(0);

  /** Makes room for item indices below `items`. Must be called while there are no votes. */
  ensure(items: number): void {
    if (items <= this.#places.length) return;
    const capacity = Math.max(items, Math.ceil(this.#places.length * 1.5));
    this.#places = new Int32Array(capacity);
    this.item = new Uint32Array(capacity + 1);
    this.#sums = new Float32Array(WIDTH * (capacity + 1));
    this.weighed = new Float64Array(capacity + 1);
    this.near = new Uint32Array(capacity + 1);
    this.#singles = new Float32Array(capacity + 1);
    this.#bits = new Uint32Array(this.#singles.buffer);
  }

  /** Adds `weight` times all edges of `source`. Whether an item is new is no branch: nobody could foresee it. */
  addRow({ offsets, cells, weightBits, units }: Adjacency, source: number, weight: number): void {
    const transition = weight * units[3 * source]!;
    const cooccurrence = weight * units[3 * source + 1]!;
    const content = weight * units[3 * source + 2]!;
    const { item: items } = this;
    const sums = this.#sums;
    const places = this.#places;
    let { count } = this;
    const shift = 2 * weightBits;
    const most = (1 << weightBits) - 1;
    const mostAlike = (1 << shift) - 1;
    let cell = offsets[2 * source]!;
    const alike = offsets[2 * source + 1]!;
    const end = offsets[2 * source + 2]!;
    for (; cell < alike; cell++) {
      const edge = cells[cell]!;
      const target = edge >>> shift;
      const known = places[target]!;
      const isNew = isZero(known);
      count += isNew;
      const place = known | (count & -isNew);
      places[target] = place;
      items[place] = target;
      sums[place * WIDTH]! += transition * (edge & most);
      sums[place * WIDTH + COOCCURRENCE]! += cooccurrence * ((edge >>> weightBits) & most);
    }
    for (; cell < end; cell++) {
      const edge = cells[cell]!;
      const target = edge >>> shift;
      const known = places[target]!;
      const isNew = isZero(known);
      count += isNew;
      const place = known | (count & -isNew);
      places[target] = place;
      items[place] = target;
      sums[place * WIDTH + CONTENT]! += content * (edge & mostAlike);
    }
    this.count = count;
  }

  /** Adds a vote by content. */
  addContent(item: number, value: number): void {
    const place = this.#places[item]! || ++this.count;
    this.#places[item] = place;
    this.item[place] = item;
    this.#sums[place * WIDTH + CONTENT]! += value;
  }

  /** Where the votes for an item are; 0 when it has none. */
  placeOf(item: number): number {
    return this.#places[item]!;
  }

  transitions(place: number): number {
    return this.#sums[place * WIDTH + TRANSITIONS]!;
  }

  cooccurrence(place: number): number {
    return this.#sums[place * WIDTH + COOCCURRENCE]!;
  }

  content(place: number): number {
    return this.#sums[place * WIDTH + CONTENT]!;
  }

  /** Fills `weighed`, which is valid until there are more votes. */
  weigh({ transitions, cooccurrence, content }: BlendWeights): void {
    const sums = this.#sums;
    const { weighed } = this;
    weighed[0] = 0;
    for (let place = 1, at = WIDTH; place <= this.count; place++, at += WIDTH) {
      weighed[place] =
        transitions * sums[at]! + cooccurrence * sums[at + COOCCURRENCE]! + content * sums[at + CONTENT]!;
    }
    for (let place = 1; place <= this.count; place++) this.#singles[place] = weighed[place]!;
  }

  /**
   * A value that at least `count` of all `weighed` votes reach, and about as few as that; 0 when there are not so many
   * votes. Counted by the upper bits of the votes, which are not negative, as single floats: an eighth of a binary order each.
   */
  floorFor(count: number): number {
    if (this.count < count) return 0;
    const counts = this.#counts.fill(0);
    const bits = this.#bits;
    for (let place = 1; place <= this.count; place++) counts[bits[place]! >>> BUCKET_SHIFT]!++;
    let bucket = counts.length - 1;
    for (let found = counts[bucket]!; found < count; found += counts[bucket]!) bucket--;
    bits[0] = bucket << BUCKET_SHIFT;
    return this.#singles[0]! * ROUNDED_UP;
  }

  /** Puts the places first in `near` whose weighed votes can be `least` or more, some below among them; says how many. */
  findNear(least: number): number {
    const { near } = this;
    const bits = this.#bits;
    this.#singles[0] = Math.max(0, least * ROUNDED_UP);
    // Bits of numbers that are not negative compare as the numbers do; without a branch, which nobody could foresee.
    const below = bits[0]! - 1;
    let found = 0;
    for (let place = 1; place <= this.count; place++) {
      near[found] = place;
      found += (below - bits[place]!) >>> 31;
    }
    return found;
  }

  clear(): void {
    for (let place = 1; place <= this.count; place++) this.#places[this.item[place]!] = 0;
    this.#sums.fill(0, WIDTH, WIDTH * (this.count + 1));
    this.count = 0;
  }
}

/** 1 for 0, and 0 for what is above it. */
const isZero = (value: number): number => (value - 1) >>> 31;
