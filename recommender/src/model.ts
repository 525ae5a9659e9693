// A fitted model: the arrays that the scorer reads.
import type { TermVectors } from "./content/vectors.ts";
import type { Recipe } from "./fit/recipe.ts";
import type { Forest } from "./forest/forest.ts";
import type { FittedVariants } from "./groups/products.ts";
import type { Adjacency } from "./graphs/adjacency.ts";
import type { Companions } from "./kinds/fit-companions.ts";
import type { Related } from "./kinds/fit-related.ts";
import type { Repurchase } from "./kinds/fit-repurchase.ts";
import type { Segments } from "./segments/fit-segments.ts";

export interface Model {
  /** Number of items; all arrays below speak of these, in the order of the bundle's item list. */
  readonly items: number;
  /** The graphs: transitions, co-occurrence and content. */
  readonly adjacency: Adjacency;
  /** Factor that brought the content graph to its scale; edges of items newer than the model get it too. */
  readonly contentScale: number;
  readonly vectors: TermVectors;
  /** Items as vectors of `DIMENSIONS` numbers each, by what is taken together; undefined when fitted before there were any. */
  readonly embeddings?: Int8Array | undefined;
  /** Which items are variants of one product; undefined when none are, or when it was fitted before there were groups. */
  readonly variants?: FittedVariants | undefined;
  /** Events per item in the fitted data, those of all variants on the item that stands for their product; length items. */
  readonly occurrences: Uint32Array;
  /** 0 to 1; length items. */
  readonly popularity: Float32Array;
  /** The popularity that visitors without a history are shown, 0 to 1; length items. */
  readonly strangers: Float32Array;
  /** How much more an item is taken of late than it was, 0 to 1; length items. */
  readonly trending: Float32Array;
  /** How products are bought again, by kind. */
  readonly repurchase: Repurchase;
  /** Which kinds are bought in one go. */
  readonly companions: Companions;
  /** Which kinds interest goes between. */
  readonly related: Related;
  /** How interest differs between segments; undefined where it does not, or nothing is known of customers. */
  readonly segments?: Segments | undefined;
  readonly forest: Forest | undefined;
  readonly recipe: Recipe;
}
