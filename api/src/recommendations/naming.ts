// How items and numbers are written in answers.
import type { Recommender } from "@aisle/recommender";

/** More digits would say nothing, and take a fifth of the answer. */
export const rounded = (score: number): number => Math.round(score * 1e6) / 1e6;

/** The id of an item, with its title if it has one. */
export function nameOf(
  recommender: Pick<Recommender, "idAt" | "nameOf">,
  item: number,
): { itemId: string; title?: string } {
  const itemId = recommender.idAt(item);
  const title = recommender.nameOf(item);
  return { itemId, ...(title !== itemId && { title }) };
}
