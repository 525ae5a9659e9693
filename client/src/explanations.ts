// How a list came about, step by step.
import type { EventType } from "./events.ts";
import type { Recommendations } from "./recommendations.ts";

/** An item in an answer about many. */
export interface NamedItem {
  readonly itemId: string;
  readonly title?: string;
}

/** The parts of a first-stage score: what each graph and popularity add. */
export interface ScoreParts {
  readonly transitions: number;
  readonly cooccurrence: number;
  readonly content: number;
  readonly popularity: number;
}

/** A product of the history, as the scorer weighs it. */
export interface WeighedProduct extends NamedItem {
  /** The strongest event on the product. */
  readonly type: EventType;
  /** How long before the newest event of all. */
  readonly ageSeconds: number;
  /** 0 to 1; 0 where that is too little to count. */
  readonly weight: number;
  /** How many products the model links with it. */
  readonly leadsTo: { readonly behaviour: number; readonly content: number };
}

export interface ScoreFactor {
  /** A boost of the question; a standing rule; or that the customer has got what they wanted of the kind. */
  readonly by: "boost" | "rule" | "kind";
  /** Which one, from 0: of the question's `boost`, or of the rules of `getRules`. */
  readonly at?: number;
  readonly factor: number;
}

export interface ExplainedCandidate extends NamedItem {
  /** Places count from 1: by the first stage, after ranking, and in the list before pins. */
  readonly firstPlace: number;
  readonly rankedPlace?: number;
  readonly listedPlace?: number;
  readonly parts: ScoreParts;
  readonly firstScore: number;
  /** How many entries of the history lead to it. */
  readonly supporters: number;
  /** The product of the history that adds most to the first-stage score. */
  readonly strongest?: NamedItem & {
    readonly adds: number;
    /** Whether its kind is related to the candidate's: else it is no reason that a customer is told. */
    readonly related: boolean;
  };
  /** What the forest predicts; absent where it does not rank, or only its first trees did. */
  readonly forest?: number;
  /** After ranking, before factors. */
  readonly score: number;
  readonly factors: readonly ScoreFactor[];
  readonly finalScore: number;
  /** Of the first 20, what the forest reads of them, by its names. */
  readonly features?: Readonly<Record<string, number>>;
}

/** One thing that keeps a product out of a list. */
export type Removal =
  | { readonly by: "catalogue"; readonly why: "removed" | "hidden" | "sold-out" }
  | { readonly by: "customer"; readonly did: EventType }
  /** Of the question's filter. */
  | { readonly by: "filter"; readonly field: string }
  /** Of the rules of `getRules`, from 0. */
  | { readonly by: "rule"; readonly at: number };

export interface RemovedCandidate extends NamedItem {
  readonly parts: ScoreParts;
  readonly firstScore: number;
  /** All that keeps it out, each of which would. */
  readonly removals: readonly Removal[];
}

export interface AppliedRule {
  /** Of the rules of `getRules`, from 0. */
  readonly at: number;
  readonly name?: string;
  /** How many entries of `removed` it keeps out, and how many of `candidates` have another score by it. */
  readonly removed: number;
  readonly changed: number;
  /** What of the list it put first. */
  readonly pinned: readonly string[];
  /** Whether the list is mixed by its diversity. */
  readonly mixed: boolean;
}

/** The list that `recommend` answers to the same question at the same time, and what led to it. */
export interface Explanation extends Omit<Recommendations, "recommendationId"> {
  readonly history: {
    /** Events that were read, those of the session included. */
    readonly events: number;
    /** Different products among them that count. */
    readonly products: number;
    /** The newest 50 of them, newest first. */
    readonly entries: readonly WeighedProduct[];
  };
  readonly customer: {
    /** How long ago the customer did anything. */
    readonly idleSeconds: number;
    /** What was bought before and is likely to be bought again now. */
    readonly due: readonly (NamedItem & { readonly probability: number })[];
    /** Whether the model tells customers with these attributes apart. */
    readonly segmented: boolean;
  };
  /** What votes of each kind are multiplied by in the first stage. */
  readonly weights: ScoreParts;
  readonly candidateCount: number;
  /** In ranked order; the first 300. */
  readonly candidates: readonly ExplainedCandidate[];
  /** What decides the order. */
  readonly ranker:
    | {
        readonly kind: "forest";
        readonly trees: number;
        /** What is added to the prediction for the best first-stage score, and a share of that for others. */
        readonly firstStageShare: number;
      }
    | { readonly kind: "first-stage" };
  readonly rules: {
    readonly version: number;
    /** Those in force for this list. */
    readonly applied: readonly AppliedRule[];
  };
  /** The best 100 of the products that were as well placed as the candidates and may not be shown. */
  readonly removed: readonly RemovedCandidate[];
  /** By which the list was mixed, 0 for not at all. */
  readonly diversity: number;
}
