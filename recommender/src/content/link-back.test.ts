import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { edgeWeight, type Graph } from "../graphs/graph.ts";
import { linkBack } from "./link-back.ts";

/** A graph of edges [source, target, weight]. */
function graphOf(items: number, edges: readonly (readonly [number, number, number])[]): Graph {
  const sorted = edges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const offsets = new Uint32Array(items + 1);
  for (const [source] of sorted) offsets[source + 1]!++;
  for (let row = 0; row < items; row++) offsets[row + 1]! += offsets[row]!;
  return {
    offsets,
    neighbours: Uint32Array.from(sorted, ([, target]) => target),
    weights: Float32Array.from(sorted, ([, , weight]) => weight),
  };
}

function rowOf(graph: Graph, row: number): [number, number][] {
  const targets = graph.neighbours.subarray(graph.offsets[row], graph.offsets[row + 1]);
  return Array.from(targets, (target) => [target, edgeWeight(graph, row, target)]);
}

const shop = fc
  .record({
    occurrences: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }),
    edges: fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 40,
    }),
    most: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ occurrences, edges, most }) => {
    const items = occurrences.length;
    const byPair = new Map(
      edges
        .filter(([source, target]) => source !== target && source < items && target < items)
        .map((edge) => [`${edge[0]} ${edge[1]}`, edge]),
    );
    return { occurrences: Uint32Array.from(occurrences), graph: graphOf(items, [...byPair.values()]), most };
  });

describe("edges back to items without events", () => {
  test("of a shop where all have some are none", () => {
    const graph = graphOf(2, [[0, 1, 1]]);
    expect(linkBack(graph, Uint32Array.of(1, 1), Float64Array.of(1, 1), 5)).toBe(graph);
  });

  test("weigh the same similarity, for the item that they lead to", () => {
    // A similarity of .5 times the weight 4 of item 1.
    const graph = graphOf(2, [[0, 1, 2]]);
    expect(rowOf(linkBack(graph, Uint32Array.of(0, 9), Float64Array.of(2, 4), 5), 1)).toEqual([[0, 1]]);
  });

  test("are the strongest when there are too many", () => {
    const graph = graphOf(4, [
      [0, 3, 1],
      [1, 3, 3],
      [2, 3, 2],
    ]);
    const linked = linkBack(graph, Uint32Array.of(0, 0, 0, 9), Float64Array.of(1, 1, 1, 1), 2);
    expect(rowOf(linked, 3)).toEqual([
      [1, 3],
      [2, 2],
    ]);
  });

  test("join the others in order, which stay as they are, each target once", () => {
    fc.assert(
      fc.property(shop, ({ occurrences, graph, most }) => {
        const weights = Float64Array.from(occurrences, (count) => 1 + count);
        const linked = linkBack(graph, occurrences, weights, most);
        for (let row = 0; row < occurrences.length; row++) {
          const before = new Map(rowOf(graph, row));
          const after = rowOf(linked, row);
          const targets = after.map(([target]) => target);
          expect(targets).toEqual([...new Set(targets)].sort((a, b) => a - b));
          for (const [target, weight] of before) expect(edgeWeight(linked, row, target)).toBe(weight);
          const added = targets.filter((target) => !before.has(target));
          expect(added.length).toBeLessThanOrEqual(most);
          for (const target of added) {
            expect(occurrences[target]).toBe(0);
            expect(edgeWeight(graph, target, row)).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});
