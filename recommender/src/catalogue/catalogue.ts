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

/** Bits of an item's flags. */
const IN_STOCK = 1;
const AVAILABLE = 2;
const REMOVED = 4;

/**
 * Items keep their index for life: the first ones are the bundle's, in its order; newcomers are appended; a
 * removed item keeps its index and is no longer `available`.
 */
export class Catalogue {
  readonly #index = new Map<string, number>();
  readonly #items: Item[] = [];
  readonly #brands = new Interner();
  readonly #categories = new Interner();
  /** Items of one place in the shop have the same categories: each such list is kept once. */
  readonly #categoryLists: (readonly number[])[] = [];
  readonly #listNumbers = new Interner();
  // One entry per item, in arrays as small as can be: which items a request asks about cannot be foreseen.
  #brandOf = new Int32Array(0);
  #categoryListOf = new Uint32Array(0);
  #prices = new Float64Array(0);
  #flags = new Uint8Array(0);
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
      this.#reserve(index);
      this.#live++;
    } else if (this.#has(index, REMOVED)) {
      this.#live++;
    }
    this.#items[index] = item;
    this.#brandOf[index] = item.brand === undefined ? NO_BRAND : this.#brands.intern(item.brand);
    this.#categoryListOf[index] = this.#listNumber(item.categories ?? []);
    this.#prices[index] = item.price ?? Number.NaN;
    const inStock = item.stock === undefined || item.stock > 0;
    this.#flags[index] = (inStock ? IN_STOCK : 0) | (item.hidden === true ? 0 : AVAILABLE);
    return index;
  }

  /** Takes an item out of every answer; false when there is none of that id. */
  remove(itemId: string): boolean {
    const index = this.indexOf(itemId);
    if (index === undefined) return false;
    this.#flags[index] = REMOVED;
    this.#live--;
    return true;
  }

  /** The index of an item that has not been removed. */
  indexOf(itemId: string): number | undefined {
    const index = this.#index.get(itemId);
    return index === undefined || this.#has(index, REMOVED) ? undefined : index;
  }

  /** The fields of an item; throws `RangeError` for an index that was never given out. */
  itemAt(index: number): Item {
    const item = this.#items[index];
    if (item === undefined) throw new RangeError(`no item has index ${index}; there are ${this.size}`);
    return item;
  }

  /** False for hidden and removed items. */
  isAvailable(index: number): boolean {
    return this.#has(index, AVAILABLE);
  }

  isInStock(index: number): boolean {
    return this.#has(index, IN_STOCK);
  }

  /** The price, NaN when it is not known. */
  priceOf(index: number): number {
    return this.#prices[index]!;
  }

  /** A number that is equal for items of one brand, negative for none. */
  brandOf(index: number): number {
    return this.#brandOf[index]!;
  }

  /** Numbers that are equal for equal categories; items with the same categories share one list. */
  categoriesOf(index: number): readonly number[] {
    return this.#categoryLists[this.#categoryListOf[index]!]!;
  }

  /** The numbers of those brands that some item has. */
  findBrands(brands: readonly string[]): Set<number> {
    return found(brands, this.#brands);
  }

  /** The numbers of those categories that some item has. */
  findCategories(categories: readonly string[]): Set<number> {
    return found(categories, this.#categories);
  }

  #has(index: number, flag: number): boolean {
    return (this.#flags[index]! & flag) !== 0;
  }

  #listNumber(categories: readonly string[]): number {
    const list = categories.map((category) => this.#categories.intern(category));
    const number = this.#listNumbers.intern(list.join());
    this.#categoryLists[number] ??= list;
    return number;
  }

  /** Makes room for one more item in the columns. */
  #reserve(index: number): void {
    if (index < this.#flags.length) return;
    const capacity = Math.max(1024, 2 * index);
    this.#brandOf = grown(this.#brandOf, new Int32Array(capacity));
    this.#categoryListOf = grown(this.#categoryListOf, new Uint32Array(capacity));
    this.#prices = grown(this.#prices, new Float64Array(capacity));
    this.#flags = grown(this.#flags, new Uint8Array(capacity));
  }
}

function grown<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}

function found(texts: readonly string[], interner: Interner): Set<number> {
  const ids = new Set<number>();
  for (const text of texts) {
    const id = interner.find(text);
    if (id !== undefined) ids.add(id);
  }
  return ids;
}
