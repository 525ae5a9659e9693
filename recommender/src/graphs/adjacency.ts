// The edges of all graphs, item by item, in one array: what a request reads of an item lies side by side in memory.
import type { Graph } from "./graph.ts";

export interface Adjacency {
  /**
   * `Uint32Array` of length 2 × items + 1: the edges of item `i` by behaviour are those from `offsets[2i]` to
   * `offsets[2i + 1]`, and by content from there to `offsets[2i + 2]`.
   */
  readonly offsets: Uint32Array;
  /**
   * Two words for each edge. The first is the item that it leads to, ascending within each of a row's two parts. The second
   * holds weights as multiples of a unit: by behaviour the transition's in the lower 16 bits and the co-occurrence's
   * in the upper ones, by content one. Weights have 15 bits, so no word is taken for a negative number.
   */
  readonly cells: Uint32Array;
  /** The units of each item's transitions, co-occurrences and content edges; length 3 × items. */
  readonly units: Float32Array;
}

/** Most units in a weight. */
export const MOST_UNITS = 0x7fff;

/** Packs three graphs of the same items. A weight differs by half a unit at most, and the greatest of a row has them all. */
export function packEdges(transitions: Graph, cooccurrence: Graph, content: Graph): Adjacency {
  const items = transitions.offsets.length - 1;
  const offsets = new Uint32Array(2 * items + 1);
  const units = new Float32Array(3 * items);
  const most = transitions.neighbours.length + cooccurrence.neighbours.length + content.neighbours.length;
  const cells = new Uint32Array(2 * most);
  let count = 0;
  const put = (target: number, weights: number): void => {
    cells[2 * count] = target;
    cells[2 * count + 1] = weights;
    count++;
  };
  for (let item = 0; item < items; item++) {
    const [a, b, c] = [rowOf(transitions, item), rowOf(cooccurrence, item), rowOf(content, item)];
    units.set([a.unit, b.unit, c.unit], 3 * item);
    offsets[2 * item] = count;
    while (a.at < a.end || b.at < b.end) {
      const target = Math.min(a.target, b.target);
      put(target, a.take(target) | (b.take(target) << 16));
    }
    offsets[2 * item + 1] = count;
    while (c.at < c.end) put(c.target, c.take(c.target));
  }
  offsets[2 * items] = count;
  return { offsets, cells: cells.slice(0, 2 * count), units };
}

/** How many edges there are in all. */
export function edgeCount({ cells }: Adjacency): number {
  return cells.length / 2;
}

/**
 * The weight of the transition from `source` to `target`, 0 when there is none. Targets are spread over the catalogue, so
 * the search begins where `target` should be: it reads one or two lines of memory instead of one for each halving.
 */
export function transitionWeight(
  { offsets, cells, units }: Adjacency,
  source: number,
  target: number,
): number {
  const begin = offsets[2 * source]!;
  const end = offsets[2 * source + 1]!;
  if (begin === end) return 0;
  const items = (offsets.length - 1) / 2;
  let at = begin + Math.floor(((end - begin) * target) / items);
  while (at > begin && cells[2 * at]! > target) at--;
  while (at < end && cells[2 * at]! < target) at++;
  if (at === end || cells[2 * at] !== target) return 0;
  return (cells[2 * at + 1]! & MOST_UNITS) * units[3 * source]!;
}

/** A row that is gone through in the order of its targets. */
function rowOf({ offsets, neighbours, weights }: Graph, item: number) {
  const end = offsets[item + 1]!;
  let greatest = 0;
  for (let at = offsets[item]!; at < end; at++) greatest = Math.max(greatest, weights[at]!);
  const unit = Math.fround(greatest / MOST_UNITS);
  return {
    at: offsets[item]!,
    end,
    unit,
    /** Where the next edge leads; infinity after the last one. */
    get target(): number {
      return this.at < end ? neighbours[this.at]! : Infinity;
    },
    /** The next edge's weight in units, if it leads to `target`, which makes the one after it the next. */
    take(target: number): number {
      if (this.target !== target) return 0;
      const weight = weights[this.at++]!;
      return Math.min(MOST_UNITS, Math.max(1, Math.round(weight / unit)));
    },
  };
}
