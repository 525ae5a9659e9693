// Which items are alike by content: the graph over a catalogue, and the neighbours of one newcomer.
import { fitRows } from "../graphs/fit-rows.ts";
import type { Graph } from "../graphs/graph.ts";
import type { TopK } from "../graphs/top-k.ts";
import { MAX_POSTINGS, type PostingJob, PostingVotes } from "./posting-votes.ts";
import { invert, type Postings, type TermVector, type TermVectors } from "./vectors.ts";

export interface ContentOptions {
  readonly neighbours: number;
  /** What the items' weights were computed with: see `contentItemWeights`. */
  readonly popularityExponent: number;
}

/** Finds items that share terms with a vector. Reuses its buffers; not reentrant. */
export class ContentIndex {
  readonly #votes: PostingVotes;

  constructor(
    vectors: TermVectors,
    /** Factor per item, length items. */
    readonly itemWeight: Float64Array,
  ) {
    this.#votes = new PostingVotes(postingJob(vectors, itemWeight));
  }

  /** Fills `best` with the items most alike to `vector` (weighted cosine), leaving out item `except`. */
  nearest(vector: TermVector, best: TopK, except = -1): void {
    this.#votes.rankFor(vector, best, except);
  }
}

/**
 * (1 + occurrences)^exponent for each item: of two alike, prefer the one that sells. An item that sold less than the
 * middle one counts as that: it may only be new.
 */
export function contentItemWeights(occurrences: Uint32Array, exponent: number): Float64Array {
  const middle = occurrences.toSorted()[occurrences.length >> 1] ?? 0;
  return Float64Array.from(occurrences, (count) => (1 + Math.max(count, middle)) ** exponent);
}

/** The content graph and the factor its weights were scaled by, which a newcomer's edges need too. */
export function fitContent(
  vectors: TermVectors,
  itemWeight: Float64Array,
  options: ContentOptions,
  threads?: number,
): { graph: Graph; scale: number } {
  const job = postingJob(vectors, itemWeight);
  return fitRows(job, {
    neighbours: options.neighbours,
    rowLimits: () => options.neighbours,
    votes: countVotes(job.postings),
    ...(threads === undefined ? {} : { threads }),
  });
}

function postingJob(vectors: TermVectors, itemWeights: Float64Array): PostingJob {
  const { offsets, terms, weights } = vectors;
  const items = offsets.length - 1;
  return {
    kind: "postings",
    items,
    vectors: { offsets, terms, weights },
    postings: invert(vectors, MAX_POSTINGS),
    itemWeights,
  };
}

/** Each item of a posting votes for each of the others. */
function countVotes({ offsets }: Postings): number {
  let votes = 0;
  for (let term = 0; term + 1 < offsets.length; term++) {
    const items = offsets[term + 1]! - offsets[term]!;
    votes += items * items;
  }
  return votes;
}
