// The live catalogue: item fields by index, in the form that rules read fast.
import type { Item } from "./item.ts";

/** Gives strings small numbers. */
class Interner {
  readonly #ids = new Map<string, number>();

  /** The number of a string, given now if it has none. */
  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(text, id);
    }
    return id;
  }

  find(text: string): number | undefined {
    return this.#ids.get(text);
  }
}

const NO_BRAND = -1;

/**
 * Items keep their index for life: the first ones are the bundle's, in its order; newcomers are appended; a
 * removed item keeps its index and is no longer `available`.
 */
export class Catalogue {
  readonly #index = new Map<string, number>();
  readonly #items: Item[] = [];
  readonly #brands = new Interner();
  readonly #categories = new Interner();
  readonly #brandOf: number[] = [];
  readonly #categoriesOf: (readonly number[])[] = [];
  readonly #prices: number[] = [];
  readonly #inStock: boolean[] = [];
  readonly #available: boolean[] = [];
  readonly #removed: boolean[] = [];
  #live = 0;

  constructor(items: Iterable<Item> = []) {
    for (const item of items) this.put(item);
  }

  /** How many indices there are, removed items included. */
  get size(): number {
    return this.#items.length;
  }

  /** How many items have not been removed. */
  get live(): number {
    return this.#live;
  }

  /** Inserts or replaces an item; returns its index. */
  put(item: Item): number {
    let index = this.#index.get(item.itemId);
    if (index === undefined) {
      index = this.#items.length;
      this.#index.set(item.itemId, index);
      this.#live++;
    } else if (this.#removed[index]) {
      this.#live++;
    }
    this.#items[index] = item;
    this.#brandOf[index] = item.brand === undefined ? NO_BRAND : this.#brands.intern(item.brand);
    this.#categoriesOf[index] = (item.categories ?? []).map((category) => this.#categories.intern(category));
    this.#prices[index] = item.price ?? Number.NaN;
    this.#inStock[index] = item.stock === undefined || item.stock > 0;
    this.#available[index] = item.hidden !== true;
    this.#removed[index] = false;
    return index;
  }

  /** Takes an item out of every answer; false when there is none of that id. */
  remove(itemId: string): boolean {
    const index = this.indexOf(itemId);
    if (index === undefined) return false;
    this.#available[index] = false;
    this.#removed[index] = true;
    this.#live--;
    return true;
  }

  /** The index of an item that has not been removed. */
  indexOf(itemId: string): number | undefined {
    const index = this.#index.get(itemId);
    return index === undefined || this.#removed[index] ? undefined : index;
  }

  /** The fields of an item; throws `RangeError` for an index that was never given out. */
  itemAt(index: number): Item {
    const item = this.#items[index];
    if (item === undefined) throw new RangeError(`no item has index ${index}; there are ${this.size}`);
    return item;
  }

  /** False for hidden and removed items. */
  isAvailable(index: number): boolean {
    return this.#available[index]!;
  }

  isInStock(index: number): boolean {
    return this.#inStock[index]!;
  }

  /** The price, NaN when it is not known. */
  priceOf(index: number): number {
    return this.#prices[index]!;
  }

  /** A number that is equal for items of one brand, negative for none. */
  brandOf(index: number): number {
    return this.#brandOf[index]!;
  }

  /** Numbers that are equal for equal categories. */
  categoriesOf(index: number): readonly number[] {
    return this.#categoriesOf[index]!;
  }

  /** The numbers of those brands that some item has. */
  findBrands(brands: readonly string[]): Set<number> {
    return found(brands, this.#brands);
  }

  /** The numbers of those categories that some item has. */
  findCategories(categories: readonly string[]): Set<number> {
    return found(categories, this.#categories);
  }
}

function found(texts: readonly string[], interner: Interner): Set<number> {
  const ids = new Set<number>();
  for (const text of texts) {
    const id = interner.find(text);
    if (id !== undefined) ids.add(id);
  }
  return ids;
}
