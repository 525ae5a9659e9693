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
  for (let item = 0; item < items; item++) {
    offsets[2 * item + 1] = offsets[2 * item]! + unionSize(transitions, cooccurrence, item);
    offsets[2 * item + 2] = offsets[2 * item + 1]! + (content.offsets[item + 1]! - content.offsets[item]!);
  }
  const cells = new Uint32Array(2 * offsets[2 * items]!);
  const units = new Float32Array(3 * items);
  for (let item = 0; item < items; item++) {
    units[3 * item] = unitOf(transitions, item);
    units[3 * item + 1] = unitOf(cooccurrence, item);
    units[3 * item + 2] = unitOf(content, item);
    // The rows ascend, and so does what they have together.
    let left = transitions.offsets[item]!;
    let right = cooccurrence.offsets[item]!;
    for (let at = offsets[2 * item]!; at < offsets[2 * item + 1]!; at++) {
      const target = Math.min(targetAt(transitions, item, left), targetAt(cooccurrence, item, right));
      let weights = 0;
      if (targetAt(transitions, item, left) === target)
        weights = inUnits(transitions.weights[left++]!, units[3 * item]!);
      if (targetAt(cooccurrence, item, right) === target)
        weights |= inUnits(cooccurrence.weights[right++]!, units[3 * item + 1]!) << 16;
      cells[2 * at] = target;
      cells[2 * at + 1] = weights;
    }
    let edge = content.offsets[item]!;
    for (let at = offsets[2 * item + 1]!; at < offsets[2 * item + 2]!; at++, edge++) {
      cells[2 * at] = content.neighbours[edge]!;
      cells[2 * at + 1] = inUnits(content.weights[edge]!, units[3 * item + 2]!);
    }
  }
  return { offsets, cells, units };
}

/** How many items the rows of two graphs lead to. */
function unionSize(a: Graph, b: Graph, item: number): number {
  let left = a.offsets[item]!;
  let right = b.offsets[item]!;
  let size = 0;
  for (; left < a.offsets[item + 1]! || right < b.offsets[item + 1]!; size++) {
    const difference = targetAt(a, item, left) - targetAt(b, item, right);
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return size;
}

/** Beyond every index. A greater number would be a float to the engine. */
const NOWHERE = 0x7fffffff;

/** Where an edge of an item's row leads; further than any item after the row's end. */
function targetAt({ offsets, neighbours }: Graph, item: number, at: number): number {
  return at < offsets[item + 1]! ? neighbours[at]! : NOWHERE;
}

function unitOf({ offsets, weights }: Graph, item: number): number {
  let greatest = 0;
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) greatest = Math.max(greatest, weights[at]!);
  return greatest / MOST_UNITS;
}

/** An edge has one unit at least. */
function inUnits(weight: number, unit: number): number {
  return Math.min(MOST_UNITS, Math.max(1, Math.round(weight / unit)));
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
