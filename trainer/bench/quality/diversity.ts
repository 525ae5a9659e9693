// What variety costs: relevance, intra-list diversity and coverage for settings of the API's diversity knob.
import { type Case, intraListDiversity, type Recommender } from "@aisle/recommender";
import { type Measured, measureLists } from "./measured.ts";

const KNOB = [0, 0.05, 0.1, 0.2, 0.3, 0.5] as const;

export interface DiversityPoint {
  readonly diversity: number;
  readonly measured: Measured;
  /** Mean of 1 − content similarity over all pairs of a list. */
  readonly intraListDiversity: number;
}

/** Ranks all cases once for each setting. */
export function diversityCurve(recommender: Recommender, cases: readonly Case[]): DiversityPoint[] {
  return KNOB.map((diversity) => {
    const lists = cases.map(({ history }) => {
      const query = { placement: "personal", history, limit: 10, rules: { diversity } } as const;
      return recommender.recommend(query).items.map(({ item }) => item);
    });
    const similarity = (a: number, b: number): number => recommender.similarity(a, b);
    const sum = lists.reduce((total, list) => total + intraListDiversity(list, similarity), 0);
    return {
      diversity,
      measured: measureLists(`diversity ${diversity}`, lists, cases, recommender.size),
      intraListDiversity: sum / lists.length,
    };
  });
}
