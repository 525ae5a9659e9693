// Are reasons true? Takes out of a history what a reason names, and looks whether the item's score falls.
import { type Case, type HistoryEntry, type RankedItem, type Recommender } from "@aisle/recommender";

export interface Explanations {
  /** Items of lists of ten whose reason names an item of the history. */
  readonly checked: number;
  /** Share of them whose parts (collaborative, content, popularity) then add up to less. */
  readonly parts_fall: number;
  /** Share of them whose final score, the forest's where there is one, is then lower. */
  readonly score_falls: number;
}

/** How far down an item is looked for afterwards; one that is not there any more has fallen. */
const DEPTH = 100;

/** Checks every item of the cases' lists. */
export function checkExplanations(recommender: Recommender, cases: readonly Case[]): Explanations {
  const rank = (history: readonly HistoryEntry[], limit: number): readonly RankedItem[] =>
    recommender.recommend({ placement: "personal", history, limit }).items;
  let checked = 0;
  let partsFell = 0;
  let scoreFell = 0;
  for (const { history } of cases) {
    const without = new Map<number, ReadonlyMap<number, RankedItem>>();
    for (const ranked of rank(history, 10)) {
      const named = ranked.reasons.find(({ item }) => item !== undefined)?.item;
      if (named === undefined) continue;
      let left = without.get(named);
      if (left === undefined) {
        const rest = rank(
          history.filter(({ item }) => item !== named),
          DEPTH,
        );
        left = new Map(rest.map((entry) => [entry.item, entry]));
        without.set(named, left);
      }
      const after = left.get(ranked.item);
      checked++;
      if (after === undefined || sumOf(after) < sumOf(ranked)) partsFell++;
      if (after === undefined || after.score < ranked.score) scoreFell++;
    }
  }
  return { checked, parts_fall: partsFell / checked, score_falls: scoreFell / checked };
}

function sumOf({ scores }: RankedItem): number {
  return scores.collaborative + scores.content + scores.popularity;
}
