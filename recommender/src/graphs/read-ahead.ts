// The steps of one item lie all over memory. Asked for one by one, each is waited for; asked for together, they come
// together.

/** Places that are read ahead at once: about as many as a core has reads under way. */
export const READ_AHEAD = 8;

/** Touches the cells at `places[from]` to `places[to]`. What it returns means nothing, but must be used. */
export function readAhead(cells: Uint32Array, places: Uint32Array, from: number, to: number): number {
  let read = 0;
  for (let at = from; at < to; at++) read ^= cells[places[at]!]!;
  return read;
}
