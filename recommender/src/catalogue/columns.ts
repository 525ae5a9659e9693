// What rules and features read of items, in arrays: one entry per item.
import { Groups } from "./groups.ts";
import type { Item } from "./item.ts";
import { NumberLists } from "./number-lists.ts";

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
const FOR_SALE = IN_STOCK | AVAILABLE;

/** The columns grow as items are set; an item is set before it is asked about. */
export class ItemColumns {
  readonly groups = new Groups();
  readonly #brands = new Interner();
  readonly #categories = new Interner();
  readonly #attributes = new Interner();
  /** Items of one place in the shop have the same categories: each such list is kept once. */
  readonly #categoryLists: (readonly number[])[] = [];
  readonly #listNumbers = new Interner();
  /** Hardly two items have the same attributes. */
  readonly #attributesOf = new NumberLists();
  // In arrays as small as can be: which items a request asks about cannot be foreseen.
  #brandOf = new Int32Array(0);
  #categoryListOf = new Uint32Array(0);
  #prices = new Float64Array(0);
  #logPrices = new Float32Array(0);
  #stocks = new Float32Array(0);
  #flags = new Uint8Array(0);

  /** Sets or replaces the entries of an item, which is not removed afterwards. */
  set(index: number, item: Item): void {
    this.#reserve(index);
    this.groups.set(index, item.groupId);
    this.#brandOf[index] = item.brand === undefined ? NO_BRAND : this.#brands.intern(item.brand);
    this.#categoryListOf[index] = this.#listNumber(item.categories ?? []);
    this.#attributesOf.set(
      index,
      (item.attributes ?? []).map((attribute) => this.#attributes.intern(attribute)),
    );
    this.#prices[index] = item.price ?? Number.NaN;
    this.#logPrices[index] = Math.log1p(item.price ?? Number.NaN);
    this.#stocks[index] = item.stock ?? Number.NaN;
    const inStock = item.stock === undefined || item.stock > 0;
    this.#flags[index] = (inStock ? IN_STOCK : 0) | (item.hidden === true ? 0 : AVAILABLE);
  }

  setRemoved(index: number): void {
    this.#flags[index] = REMOVED;
  }

  isRemoved(index: number): boolean {
    return this.#has(index, REMOVED);
  }

  /** False for hidden and removed items. */
  isAvailable(index: number): boolean {
    return this.#has(index, AVAILABLE);
  }

  /** Whether it is available and in stock. */
  isForSale(index: number): boolean {
    return (this.#flags[index]! & FOR_SALE) === FOR_SALE;
  }

  /** The price, NaN when it is not known. */
  priceOf(index: number): number {
    return this.#prices[index]!;
  }

  /** The logarithm of one more than the price, NaN when that is not known. */
  logPriceOf(index: number): number {
    return this.#logPrices[index]!;
  }

  /** The stock, rounded where it is above 16 million; NaN when it is not known. */
  stockOf(index: number): number {
    return this.#stocks[index]!;
  }

  /** A number that is equal for items of one brand, negative for none. */
  brandOf(index: number): number {
    return this.#brandOf[index]!;
  }

  /** Numbers that are equal for equal categories; items with the same categories share one list. */
  categoriesOf(index: number): readonly number[] {
    return this.#categoryLists[this.#categoryListOf[index]!]!;
  }

  /** The number of an item's list of categories, from 0 on. */
  categoryListOf(index: number): number {
    return this.#categoryListOf[index]!;
  }

  /** The list of categories with a number. */
  categoryListAt(number: number): readonly number[] {
    return this.#categoryLists[number]!;
  }

  /** The numbers of an item's attributes, valid until the next `set`. */
  attributesOf(index: number): Uint32Array {
    return this.#attributesOf.of(index);
  }

  /** Whether an item has the attribute with this number. */
  hasAttribute(index: number, attribute: number): boolean {
    return this.#attributesOf.has(index, attribute);
  }

  /** Whether an item has one of the attributes with these numbers. */
  hasAnyAttribute(index: number, attributes: ReadonlySet<number>): boolean {
    return this.#attributesOf.hasAny(index, attributes);
  }

  /** The numbers of those attributes that some item has. */
  findAttributes(attributes: readonly string[]): Set<number> {
    return found(attributes, this.#attributes);
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

  /** Makes room for one more item. */
  #reserve(index: number): void {
    if (index < this.#flags.length) return;
    const capacity = Math.max(1024, Math.ceil(1.5 * index));
    this.#brandOf = grown(this.#brandOf, new Int32Array(capacity));
    this.#categoryListOf = grown(this.#categoryListOf, new Uint32Array(capacity));
    this.#prices = grown(this.#prices, new Float64Array(capacity));
    this.#logPrices = grown(this.#logPrices, new Float32Array(capacity));
    this.#stocks = grown(this.#stocks, new Float32Array(capacity));
    this.#flags = grown(this.#flags, new Uint8Array(capacity));
  }
}

function grown<T extends Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array>(
  column: T,
  larger: T,
): T {
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
