// The strongest neighbours of one item in each graph, both ways, for people to look at: no list is made of this.
import type { Adjacency } from "./adjacency.ts";
import { TopK } from "./top-k.ts";

export const GRAPHS = ["transitions", "cooccurrence", "content"] as const;
export type GraphName = (typeof GRAPHS)[number];

export interface Neighbour {
  readonly item: number;
  readonly weight: number;
}

/** The strongest of so many edges, best first. */
export interface Edges {
  readonly count: number;
  readonly best: readonly Neighbour[];
}

/** Edges from an item and to it. */
export interface BothWays {
  readonly to: Edges;
  readonly from: Edges;
}

export type Neighbours = Readonly<Record<GraphName, BothWays>>;

/** Content edges beside those of the fitted graph: one from `source` to `target` each. */
export type AddedEdges = Iterable<{
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}>;

/**
 * The `limit` strongest edges of each graph from and to `item`. Those to it are found in one pass over all edges: 20 million
 * take some hundredths of a second.
 */
export function neighboursOf(
  adjacency: Adjacency,
  added: AddedEdges,
  item: number,
  limit: number,
): Neighbours {
  const edges = new EdgeCollector(limit);
  const { offsets, cells, weightBits } = adjacency;
  const items = (offsets.length - 1) / 2;
  const shift = 2 * weightBits;
  if (item < items) {
    for (let cell = offsets[2 * item]!; cell < offsets[2 * item + 2]!; cell++)
      edges.add("to", adjacency, item, cell, cells[cell]! >>> shift);
    for (let source = 0; source < items; source++) {
      const end = offsets[2 * source + 2]!;
      for (let cell = offsets[2 * source]!; cell < end; cell++)
        if (cells[cell]! >>> shift === item) edges.add("from", adjacency, source, cell, source);
    }
  }
  for (const { source, target, weight } of added) {
    if (source === item) edges.push("content", "to", target, weight);
    if (target === item) edges.push("content", "from", source, weight);
  }
  return edges.found();
}

type Way = keyof BothWays;

class EdgeCollector {
  readonly #best: Readonly<Record<GraphName, Readonly<Record<Way, TopK>>>>;
  readonly #counts: Readonly<Record<GraphName, Record<Way, number>>>;

  constructor(limit: number) {
    const forEach = <T>(make: () => T) =>
      Object.fromEntries(GRAPHS.map((graph) => [graph, { to: make(), from: make() }])) as Record<
        GraphName,
        Record<Way, T>
      >;
    this.#best = forEach(() => new TopK(limit));
    this.#counts = forEach(() => 0);
  }

  /** Adds what the cell of a row of `source` says of an edge with `neighbour`. */
  add(
    way: Way,
    { offsets, cells, weightBits, units }: Adjacency,
    source: number,
    cell: number,
    neighbour: number,
  ): void {
    const edge = cells[cell]!;
    if (cell >= offsets[2 * source + 1]!) {
      const alike = edge & ((1 << (2 * weightBits)) - 1);
      return this.push("content", way, neighbour, alike * units[3 * source + 2]!);
    }
    const most = (1 << weightBits) - 1;
    this.push("transitions", way, neighbour, (edge & most) * units[3 * source]!);
    this.push("cooccurrence", way, neighbour, ((edge >>> weightBits) & most) * units[3 * source + 1]!);
  }

  /** A weight of 0 is no edge. */
  push(graph: GraphName, way: Way, neighbour: number, weight: number): void {
    if (weight === 0) return;
    this.#counts[graph][way]++;
    this.#best[graph][way].push(weight, neighbour);
  }

  found(): Neighbours {
    const edges = (graph: GraphName, way: Way): Edges => {
      const best = this.#best[graph][way];
      best.sort();
      return {
        count: this.#counts[graph][way],
        best: Array.from({ length: best.size }, (_, at) => ({
          item: best.ids[at]!,
          weight: best.values[at]!,
        })),
      };
    };
    return Object.fromEntries(
      GRAPHS.map((graph) => [graph, { to: edges(graph, "to"), from: edges(graph, "from") }]),
    ) as Record<GraphName, BothWays>;
  }
}
