import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { packEdges } from "./adjacency.ts";
import type { Graph } from "./graph.ts";
import { GRAPHS, neighboursOf } from "./neighbours.ts";

const ITEMS = 9;
const NONE: readonly never[] = [];

interface Edge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}

function graphOf(edges: readonly Edge[]): Graph {
  const sorted = edges.toSorted((a, b) => a.source - b.source || a.target - b.target);
  const offsets = new Uint32Array(ITEMS + 1);
  for (const { source } of sorted) for (let at = source + 1; at <= ITEMS; at++) offsets[at]!++;
  return {
    offsets,
    neighbours: Uint32Array.from(sorted, ({ target }) => target),
    weights: Float32Array.from(sorted, ({ weight }) => weight),
  };
}

const item = fc.nat(ITEMS - 1);
const edges = fc.uniqueArray(
  fc.record({ source: item, target: item, weight: fc.integer({ min: 1, max: 50 }) }),
  {
    selector: ({ source, target }) => `${source} ${target}`,
  },
);

describe("the neighbours of an item", () => {
  test("are the strongest of all edges from it and to it, in each graph, and their number", () =>
    fc.assert(
      fc.property(
        fc.record({ transitions: edges, cooccurrence: edges, content: edges }),
        item,
        fc.integer({ min: 1, max: 4 }),
        (all, asked, limit) => {
          const { transitions, cooccurrence, content } = all;
          const adjacency = packEdges(graphOf(transitions), graphOf(cooccurrence), graphOf(content));
          const found = neighboursOf(adjacency, NONE, asked, limit);
          for (const graph of GRAPHS) {
            const to = all[graph].filter(({ source }) => source === asked);
            const from = all[graph].filter(({ target }) => target === asked);
            expect([found[graph].to.count, found[graph].from.count]).toEqual([to.length, from.length]);
            const weights = (own: readonly Edge[]) =>
              own
                .map(({ weight }) => weight)
                .sort((a, b) => b - a)
                .slice(0, limit);
            // Packed weights differ by half a unit of their row.
            found[graph].to.best.forEach(({ weight }, at) => expect(weight).toBeCloseTo(weights(to)[at]!, 1));
            found[graph].from.best.forEach(({ weight }, at) =>
              expect(weight).toBeCloseTo(weights(from)[at]!, 1),
            );
            expect(found[graph].to.best).toHaveLength(Math.min(limit, to.length));
            for (const { item: other } of found[graph].from.best)
              expect(from.some(({ source }) => source === other)).toBe(true);
          }
        },
      ),
    ));

  test("of one that is newer than the graphs are those that it was linked with", () => {
    const empty = graphOf([]);
    const added = [
      { source: ITEMS, target: 2, weight: 0.5 },
      { source: 3, target: ITEMS, weight: 0.25 },
      { source: 3, target: 4, weight: 1 },
    ];
    const { content, transitions } = neighboursOf(packEdges(empty, empty, empty), added, ITEMS, 5);
    expect(content).toEqual({
      to: { count: 1, best: [{ item: 2, weight: 0.5 }] },
      from: { count: 1, best: [{ item: 3, weight: 0.25 }] },
    });
    expect(transitions).toEqual({ to: { count: 0, best: [] }, from: { count: 0, best: [] } });
  });
});
