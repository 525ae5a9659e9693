// What of a version's rules does nothing, for those who write them.
import type { Recommender } from "@aisle/recommender";
import type { Rule } from "./schema.ts";

const MAX_WARNINGS = 50;
/** Ids that one warning names. */
const MAX_IDS = 5;

/** A sentence for each rule that names items which the catalogue does not have. */
export function warningsOf(
  rules: readonly Rule[],
  recommender: Pick<Recommender, "indexOf"> | undefined,
): string[] {
  if (recommender === undefined) return [];
  const warnings = rules.flatMap((rule, at) => {
    const unknown = [...new Set(idsOf(rule))].filter((id) => recommender.indexOf(id) === undefined);
    if (unknown.length === 0) return [];
    const named = unknown.slice(0, MAX_IDS).map((id) => `"${id}"`);
    const more = unknown.length - named.length;
    const name = rule.name === undefined ? "" : ` ("${rule.name}")`;
    return `rules.${at}${name}: the catalogue does not have ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}; until it does, that does nothing`;
  });
  const over = warnings.length - MAX_WARNINGS;
  return over > 0 ? [...warnings.slice(0, MAX_WARNINGS), `and ${over} more rules like these`] : warnings;
}

const idsOf = ({ pin = [], excludeItemIds = [], boost = [] }: Rule): string[] => [
  ...pin,
  ...excludeItemIds,
  ...boost.flatMap(({ itemIds = [] }) => itemIds),
];
