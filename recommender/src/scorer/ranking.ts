// What ranking a query gives: for lists, for evaluation, and for the features that a forest learns from.
import type { Habits } from "../kinds/habits.ts";
import type { Audience } from "../segments/segments.ts";
import type { Candidates } from "./candidates.ts";
import type { Visit } from "./visits.ts";

/** Ranked candidates with what led to them; `order` lists rows of `candidates`, best first. */
export interface Ranking {
  readonly candidates: Candidates;
  readonly visits: readonly Visit[];
  readonly habits: Habits;
  readonly audience: Audience | undefined;
  /** Final score of each candidate, before boosts. */
  readonly scores: Float64Array;
  /** All rows that the whole forest ranked, and as many more as the query can show. */
  readonly order: readonly number[];
  /** How many of `order` the whole forest ranked. */
  readonly ranked: number;
}
