// Edges to items that nobody has taken yet, from those that they are most like.
import { edgeWeight, type Graph } from "../graphs/graph.ts";
import { TopK } from "../graphs/top-k.ts";

/**
 * The graph with an edge back for each edge of an item without events: such an item seldom is among the best of a row,
 * and would never be seen. A row gets at most `most` of them, the strongest; `weights` are those of the items, by which
 * the graph's similarities were multiplied.
 */
export function linkBack(graph: Graph, occurrences: Uint32Array, weights: Float64Array, most: number): Graph {
  const { offsets, neighbours } = graph;
  const rows = new Map<number, TopK>();
  for (let item = 0; item < occurrences.length; item++) {
    if (occurrences[item]! > 0) continue;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const source = neighbours[at]!;
      if (edgeWeight(graph, source, item) > 0) continue;
      let row = rows.get(source);
      if (row === undefined) rows.set(source, (row = new TopK(most)));
      row.push((graph.weights[at]! / weights[source]!) * weights[item]!, item);
    }
  }
  return rows.size === 0 ? graph : merged(graph, rows);
}

/** The graph with more edges in some rows; none of them was there before. */
function merged(graph: Graph, added: ReadonlyMap<number, TopK>): Graph {
  const rows = graph.offsets.length - 1;
  const offsets = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const own = graph.offsets[row + 1]! - graph.offsets[row]!;
    offsets[row + 1] = offsets[row]! + own + (added.get(row)?.size ?? 0);
  }
  const neighbours = new Uint32Array(offsets[rows]!);
  const weights = new Float32Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    const own = graph.neighbours.subarray(graph.offsets[row], graph.offsets[row + 1]);
    const ownWeights = graph.weights.subarray(graph.offsets[row], graph.offsets[row + 1]);
    const more = added.get(row);
    if (more === undefined) {
      neighbours.set(own, offsets[row]);
      weights.set(ownWeights, offsets[row]);
      continue;
    }
    const edges = Array.from(own, (item, at) => ({ item, weight: ownWeights[at]! }));
    for (let at = 0; at < more.size; at++) edges.push({ item: more.ids[at]!, weight: more.values[at]! });
    edges.sort((a, b) => a.item - b.item);
    edges.forEach(({ item, weight }, at) => {
      neighbours[offsets[row]! + at] = item;
      weights[offsets[row]! + at] = weight;
    });
  }
  return { offsets, neighbours, weights };
}
