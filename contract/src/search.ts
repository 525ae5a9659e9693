// What a search of the catalogue may say.
import * as v from "valibot";

/** Characters of the words that are searched for. */
export const MAX_SEARCH_LENGTH = 200;
export const SearchWords = v.pipe(v.string(), v.maxLength(MAX_SEARCH_LENGTH));

export const MAX_LABEL_LENGTH = 256;
/** A brand, a category or an attribute. */
export const Label = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_LABEL_LENGTH));

/** Where the page before ended: an item id of a store may be one that `Id` refuses by now. */
export const MAX_CURSOR_LENGTH = 1000;
export const SearchCursor = v.pipe(v.string(), v.maxLength(MAX_CURSOR_LENGTH));

/** The place and the id that a page of a sorted search ended with; undefined for a cursor of another search. */
export function readSortedCursor(cursor: string): readonly [place: number, itemId: string] | undefined {
  const [, place, itemId] = /^([^:]+):(.*)$/s.exec(cursor) ?? [];
  const number = Number(place);
  return itemId !== undefined && Number.isFinite(number) ? [number, itemId] : undefined;
}

/** Items that one request may ask for by id. */
export const MAX_ITEMS_BY_ID = 100;
