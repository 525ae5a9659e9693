import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Adjacency, edgeCount, packEdges, weightBitsFor } from "./adjacency.ts";
import { edgeWeight, type Graph } from "./graph.ts";
import { IncomingTransitions } from "./incoming.ts";

function graphOf(rows: readonly ReadonlyMap<number, number>[]): Graph {
  const ends = rows.map((_, row) => rows.slice(0, row + 1).reduce((sum, { size }) => sum + size, 0));
  const edges = rows.flatMap((row) => [...row].toSorted(([a], [b]) => a - b));
  return {
    offsets: Uint32Array.of(0, ...ends),
    neighbours: Uint32Array.from(edges, ([target]) => target),
    weights: Float32Array.from(edges, ([, weight]) => weight),
  };
}

/** A graph of many items of which one has edges. */
function graphOfOne(
  item: number,
  items: number,
  targets: readonly number[],
  weights: readonly number[],
): Graph {
  return {
    offsets: new Uint32Array(items + 1).fill(targets.length, item + 1),
    neighbours: Uint32Array.from(targets),
    weights: Float32Array.from(weights),
  };
}

const ITEMS = 30;
const row = fc
  .array(fc.tuple(fc.nat(ITEMS - 1), fc.float({ min: Math.fround(1e-6), max: 1000, noNaN: true })))
  .map((edges) => new Map(edges));
const graph = fc.array(row, { minLength: ITEMS, maxLength: ITEMS }).map(graphOf);

interface Edge {
  readonly target: number;
  readonly low: number;
  readonly high: number;
}

/** Of an edge by content, `low` is the whole weight. */
function edgesOf({ offsets, cells, weightBits }: Adjacency, part: number): Edge[] {
  return Array.from(cells.subarray(offsets[part], offsets[part + 1]), (cell) => {
    const weights = (cell >>> 0) % 2 ** (2 * weightBits);
    const width = 2 ** ((part % 2 === 0 ? 1 : 2) * weightBits);
    return {
      target: Math.floor((cell >>> 0) / 2 ** (2 * weightBits)),
      low: weights % width,
      high: Math.floor(weights / width),
    };
  });
}

function targets({ offsets, neighbours }: Graph, item: number): number[] {
  return [...neighbours.subarray(offsets[item], offsets[item + 1])];
}

function transitionWeight(adjacency: Adjacency, source: number, target: number): number {
  const out = new Float32Array(1);
  new IncomingTransitions(adjacency).write(Uint32Array.of(source), target, out);
  return out[0]!;
}

describe("packed edges", () => {
  test("have all edges of the three graphs, each once and in order, with weights right to half a unit", () => {
    fc.assert(
      fc.property(graph, graph, graph, (transitions, cooccurrence, content) => {
        const packed = packEdges(transitions, cooccurrence, content);
        for (let item = 0; item < ITEMS; item++) {
          const behaviour = edgesOf(packed, 2 * item);
          const alike = edgesOf(packed, 2 * item + 1);
          const both = new Set([...targets(transitions, item), ...targets(cooccurrence, item)]);
          expect(behaviour.map(({ target }) => target)).toEqual([...both].toSorted((a, b) => a - b));
          expect(alike.map(({ target }) => target)).toEqual(targets(content, item));
          for (const [edges, weight, of, unit] of [
            [behaviour, "low", transitions, packed.units[3 * item]!],
            [behaviour, "high", cooccurrence, packed.units[3 * item + 1]!],
            [alike, "low", content, packed.units[3 * item + 2]!],
          ] as const) {
            for (const edge of edges) {
              const exact = edgeWeight(of, item, edge.target);
              if (exact === 0) expect(edge[weight]).toBe(0);
              else expect(Math.abs(edge[weight] * unit - exact)).toBeLessThan(unit * 1.01);
              if (exact > unit) expect(Math.abs(edge[weight] * unit - exact)).toBeLessThan(unit * 0.51);
            }
          }
        }
      }),
    );
  });

  test("give a row's greatest weight all units, and an edge at least one", () => {
    const one = graphOf([
      new Map([[0, 5]]),
      new Map([
        [0, 1e-9],
        [1, 3],
      ]),
    ]);
    const none = graphOf([new Map<number, number>(), new Map<number, number>()]);
    const packed = packEdges(one, none, none);
    expect(edgesOf(packed, 0)).toEqual([{ target: 0, low: 2 ** 15 - 1, high: 0 }]);
    expect(edgesOf(packed, 2)).toEqual([
      { target: 0, low: 1, high: 0 },
      { target: 1, low: 2 ** 15 - 1, high: 0 },
    ]);
    expect(edgeCount(packed)).toBe(3);
  });

  test.each([
    [0, 15],
    [1, 15],
    [4, 15],
    [5, 14],
    [12_101, 9],
    [200_000, 7],
    [2 ** 18, 7],
    [2 ** 18 + 1, 6],
    [2 ** 24, 4],
  ])("leave what the indices of %d items do not need to two weights of %d bits", (items, bits) => {
    expect(weightBitsFor(items)).toBe(bits);
    expect(items === 0 ? 0 : ((items - 1) << (2 * bits)) >>> (2 * bits)).toBe(Math.max(0, items - 1));
  });

  test("keep the targets of a catalogue whose last words are negative", () => {
    const items = 200_000;
    const some = graphOfOne(7, items, [0, items - 2, items - 1], [1, 3, 2]);
    const large = packEdges(some, graphOfOne(7, items, [], []), some);
    expect(edgesOf(large, 14).map(({ target, low, high }) => [target, low, high])).toEqual([
      [0, 42, 0],
      [items - 2, 127, 0],
      [items - 1, 85, 0],
    ]);
    expect(edgesOf(large, 15).map(({ target }) => target)).toEqual([0, items - 2, items - 1]);
    expect(transitionWeight(large, 7, items - 1)).toBeCloseTo(2, 1);
    expect(transitionWeight(large, 7, items - 3)).toBe(0);
  });

  test("are none where there are no items", () => {
    const empty = graphOf([]);
    expect(edgeCount(packEdges(empty, empty, empty))).toBe(0);
  });

  test("tell the weight of each transition, wherever the targets lie", () => {
    fc.assert(
      fc.property(graph, graph, graph, (transitions, cooccurrence, content) => {
        const packed = packEdges(transitions, cooccurrence, content);
        for (let source = 0; source < ITEMS; source++) {
          for (let target = 0; target < ITEMS; target++) {
            const exact = edgeWeight(transitions, source, target);
            const weight = transitionWeight(packed, source, target);
            if (exact === 0) expect(weight).toBe(0);
            else expect(Math.abs(weight - exact)).toBeLessThan(packed.units[3 * source]! * 1.01);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
