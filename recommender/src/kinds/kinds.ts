// Kinds of products: what an item is, by the narrowest of its categories.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Item } from "../catalogue/item.ts";

/** The number of an item without categories. */
export const NO_KIND = 0;

/** Kinds beyond this number count as none: each has a row in tables that every bundle carries. */
const MAX_KINDS = 65_535;

/** What each item is. */
export interface Kinds {
  /** How many kinds there are; they count from 1. */
  readonly kinds: number;
  /** The kind of each item: `Uint16Array` of length items. */
  readonly kindOf: Uint16Array;
}

/** The kinds of items, in the order in which they come. */
export function kindsOf(items: readonly Item[]): Kinds {
  const numbers = new Map<string, number>();
  const kindOf = new Uint16Array(items.length);
  items.forEach(({ categories = [] }, at) => {
    const name = narrowest(categories);
    if (name === undefined) return;
    if (!numbers.has(name)) numbers.set(name, numbers.size < MAX_KINDS ? numbers.size + 1 : NO_KIND);
    kindOf[at] = numbers.get(name)!;
  });
  return { kinds: Math.min(numbers.size, MAX_KINDS), kindOf };
}

/** The same numbers for a catalogue, whose first items are those that a model was fitted on, and that changes. */
export class CatalogueKinds {
  readonly #catalogue: Catalogue;
  /** By the catalogue's number of the category. */
  readonly #kindOfCategory: Uint16Array;
  /** By the catalogue's number of a list of categories, as far as somebody asked. */
  readonly #kindOfList: number[] = [];

  /** `items` is how many the model has. Made before any item of the catalogue is replaced. */
  constructor(catalogue: Catalogue, items: number) {
    this.#catalogue = catalogue;
    const numbers = new Map<number, number>();
    let greatest = -1;
    for (let item = 0; item < items; item++) {
      const category = narrowest(catalogue.categoriesOf(item));
      if (category === undefined || numbers.has(category)) continue;
      numbers.set(category, numbers.size < MAX_KINDS ? numbers.size + 1 : NO_KIND);
      greatest = Math.max(greatest, category);
    }
    this.#kindOfCategory = new Uint16Array(greatest + 1);
    for (const [category, kind] of numbers) this.#kindOfCategory[category] = kind;
  }

  /** `NO_KIND` for items without categories, and for those of a category that the model does not know. */
  of(item: number): number {
    const list = this.#catalogue.categoryListOf(item);
    while (list >= this.#kindOfList.length) {
      const category = narrowest(this.#catalogue.categoryListAt(this.#kindOfList.length));
      this.#kindOfList.push(category === undefined ? NO_KIND : (this.#kindOfCategory[category] ?? NO_KIND));
    }
    return this.#kindOfList[list]!;
  }
}

/** The last of an item's categories. Not `at(-1)`, which takes longer. */
export const narrowest = <T>(categories: readonly T[]): T | undefined => categories[categories.length - 1];
