// All items from the most to the least popular.

/** Popularity by item index, and all items from the most to the least popular. */
export interface PopularityOrder {
  readonly popularity: Float32Array;
  readonly order: Uint32Array;
}

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const ALL_BITS = 0xffff_ffff;

/**
 * Of equally popular items the first comes first. `popularity` has no negative numbers. Sorted by digits of the floats'
 * bits, which ascend as the floats do: of 200,000 items it takes a tenth of the time of a sort by comparison.
 */
export function popularityOrder(popularity: Float32Array): PopularityOrder {
  const size = popularity.length;
  const bits = new Uint32Array(popularity.buffer, popularity.byteOffset, size);
  let order = Uint32Array.from(popularity.keys());
  let sorted = new Uint32Array(size);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const places = new Uint32Array(DIGITS);
    // The greatest come first.
    const digitOf = (item: number): number => ((ALL_BITS - bits[item]!) >>> shift) & (DIGITS - 1);
    for (let at = 0; at < size; at++) places[digitOf(order[at]!)]!++;
    let next = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = places[digit]!;
      places[digit] = next;
      next += count;
    }
    for (let at = 0; at < size; at++) sorted[places[digitOf(order[at]!)]!++] = order[at]!;
    [order, sorted] = [sorted, order];
  }
  return { popularity, order };
}
