// What the model knows of an item, and who is shown it.
import type { NamedItem, ScoreParts } from "./explanations.ts";
import type { ModelRef } from "./recommendations.ts";
import type { Rule } from "./rules.ts";

/** The strongest of so many edges, best first. */
export interface ItemEdges {
  readonly count: number;
  readonly strongest: readonly (NamedItem & { readonly weight: number })[];
}

export interface GraphNeighbours {
  /** What it leads to. */
  readonly to: ItemEdges;
  /** What leads to it. */
  readonly from: ItemEdges;
}

/** A standing rule that hides an item, now or later. */
export interface HidingRule extends Pick<Rule, "name" | "placements" | "from" | "to"> {
  /** Of the rules of `getRules`, from 0. */
  readonly at: number;
}

export interface ItemNeighbours extends NamedItem {
  readonly model: ModelRef;
  /** Taken out of the catalogue. */
  readonly removed: boolean;
  readonly hidden: boolean;
  readonly soldOut: boolean;
  /** The item that the model knows its product by. */
  readonly knownAs: NamedItem;
  /** False: it came after the model was fitted, which links it by its content alone. */
  readonly fitted: boolean;
  /** Other variants of its product, up to 50. */
  readonly variants: readonly NamedItem[];
  /** Events on its product that the model was fitted on. */
  readonly events: number;
  /** 0 to 1, in which 1 is the most popular product. */
  readonly popularity: number;
  /** What each kind counts in a list for a customer. */
  readonly weights: ScoreParts;
  readonly neighbours: {
    /** What customers turn to next. */
    readonly transitions: GraphNeighbours;
    /** What customers take together. */
    readonly cooccurrence: GraphNeighbours;
    /** What is alike by title, brand, categories and attributes. */
    readonly content: GraphNeighbours;
  };
  readonly rules: { readonly version: number; readonly hiding: readonly HidingRule[] };
}

/** Customers whose list has an item now. */
export interface ItemShownTo {
  readonly itemId: string;
  /** How many customers' lists were made, and how long they are. */
  readonly asked: number;
  readonly limit: number;
  /** Newest activity first. */
  readonly customers: readonly {
    readonly customerId: string;
    readonly lastEventAt: string;
    /** In the list, from 1. */
    readonly place: number;
    /** The variant of the product that is listed. */
    readonly itemId: string;
  }[];
}
