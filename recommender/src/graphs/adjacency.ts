// The edges of all graphs, item by item, in one array: what a request reads of an item lies side by side in memory.
import type { Graph } from "./graph.ts";

export interface Adjacency {
  /**
   * `Uint32Array` of length 2 × items + 1: the edges of item `i` by behaviour are those from `offsets[2i]` to
   * `offsets[2i + 1]`, and by content from there to `offsets[2i + 2]`.
   */
  readonly offsets: Uint32Array;
  /**
   * A word for each edge. Its upper bits, as many as an index needs, are the item that it leads to, ascending within each
   * of a row's two parts. The others hold weights as multiples of a unit: by behaviour the transition's in the lower
   * half of them and the co-occurrence's in the upper one, by content one. Read it with `>>>`: many are negative.
   */
  readonly cells: Int32Array;
  /** Bits of each of the two weights of an edge by behaviour. */
  readonly weightBits: number;
  /** The units of each item's transitions, co-occurrences and content edges; length 3 × items. */
  readonly units: Float32Array;
}

/** More change no list; and so many leave two bits for the target, which no shift by 32 would. */
const MOST_WEIGHT_BITS = 15;

/** What targets leave of a word for each of two weights. */
export function weightBitsFor(items: number): number {
  return Math.min(MOST_WEIGHT_BITS, Math.clz32(Math.max(0, items - 1)) >>> 1);
}

/** Packs three graphs of the same items. A weight differs by half a unit at most, and the greatest of a row has them all. */
export function packEdges(transitions: Graph, cooccurrence: Graph, content: Graph): Adjacency {
  const items = transitions.offsets.length - 1;
  const offsets = new Uint32Array(2 * items + 1);
  for (let item = 0; item < items; item++) {
    offsets[2 * item + 1] = offsets[2 * item]! + unionSize(transitions, cooccurrence, item);
    offsets[2 * item + 2] = offsets[2 * item + 1]! + (content.offsets[item + 1]! - content.offsets[item]!);
  }
  const cells = new Int32Array(offsets[2 * items]!);
  const weightBits = weightBitsFor(items);
  const most = 2 ** weightBits - 1;
  const mostAlike = 2 ** Math.min(MOST_WEIGHT_BITS, 2 * weightBits) - 1;
  const units = new Float32Array(3 * items);
  for (let item = 0; item < items; item++) {
    units[3 * item] = greatestOf(transitions, item) / most;
    units[3 * item + 1] = greatestOf(cooccurrence, item) / most;
    units[3 * item + 2] = greatestOf(content, item) / mostAlike;
    // The rows ascend, and so does what they have together.
    let left = transitions.offsets[item]!;
    let right = cooccurrence.offsets[item]!;
    for (let at = offsets[2 * item]!; at < offsets[2 * item + 1]!; at++) {
      const target = Math.min(targetAt(transitions, item, left), targetAt(cooccurrence, item, right));
      let weights = 0;
      if (targetAt(transitions, item, left) === target)
        weights = inUnits(transitions.weights[left++]!, units[3 * item]!, most);
      if (targetAt(cooccurrence, item, right) === target)
        weights |= inUnits(cooccurrence.weights[right++]!, units[3 * item + 1]!, most) << weightBits;
      cells[at] = (target << (2 * weightBits)) | weights;
    }
    let edge = content.offsets[item]!;
    for (let at = offsets[2 * item + 1]!; at < offsets[2 * item + 2]!; at++, edge++) {
      const weight = inUnits(content.weights[edge]!, units[3 * item + 2]!, mostAlike);
      cells[at] = (content.neighbours[edge]! << (2 * weightBits)) | weight;
    }
  }
  return { offsets, cells, weightBits, units };
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

function greatestOf({ offsets, weights }: Graph, item: number): number {
  let greatest = 0;
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) greatest = Math.max(greatest, weights[at]!);
  return greatest;
}

/** An edge has one unit at least. */
function inUnits(weight: number, unit: number, most: number): number {
  return Math.min(most, Math.max(1, Math.round(weight / unit)));
}

/** How many edges there are in all. */
export function edgeCount({ cells }: Adjacency): number {
  return cells.length;
}
