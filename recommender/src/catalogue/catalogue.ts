// The live catalogue: item fields by index, in the form that rules read fast.
import type { ItemColumns } from "./columns.ts";
import type { Groups } from "./groups.ts";
import type { Item } from "./item.ts";
import { ItemLines } from "./item-lines.ts";

/** Items that stay parsed, by the lower bits of their index. */
const PARSED = 1024;
/** Titles that stay, likewise: reasons are made of them. */
const TITLES = 16_384;

/**
 * Items keep their index for life: the first ones are the bundle's, in its order; newcomers are appended; a
 * removed item keeps its index and is no longer `available`.
 */
export class Catalogue {
  /** The items of a bundle, which never change; what is put over them or after them is below. */
  readonly #lines: ItemLines;
  readonly #newer = new Map<string, number>();
  readonly #newerIds: string[] = [];
  /** What is not as in the lines: objects that are somebody's anyway, or JSON, which is smaller. */
  readonly #own = new Map<number, Item | string>();
  readonly #columns: ItemColumns;
  readonly #titles: ({ readonly index: number; readonly title: string | undefined } | undefined)[] = [];
  readonly #parsed: ({ readonly index: number; readonly item: Item } | undefined)[] = [];
  #live: number;

  constructor(items: Iterable<Item> = []) {
    this.#lines = items instanceof ItemLines ? items : NO_LINES;
    this.#columns = this.#lines.takeColumns();
    this.#live = this.#lines.length;
    if (items !== this.#lines) for (const item of items) this.#set(item, item);
  }

  /** How many indices there are, removed items included. */
  get size(): number {
    return this.#lines.length + this.#newerIds.length;
  }

  /** How many items have not been removed. */
  get live(): number {
    return this.#live;
  }

  /** Inserts or replaces an item; returns its index. */
  put(item: Item): number {
    const text = JSON.stringify(item);
    const index = this.indexOf(item.itemId);
    // As most of a store's are that a model was fitted on.
    if (index !== undefined && (this.#own.get(index) ?? this.#lines.textAt(index)) === text) return index;
    return this.#set(item, text);
  }

  #set(item: Item, kept: Item | string): number {
    let index = this.indexEver(item.itemId);
    if (index === undefined) {
      index = this.size;
      this.#newer.set(item.itemId, index);
      this.#newerIds.push(item.itemId);
      this.#live++;
    } else if (this.#columns.isRemoved(index)) {
      this.#live++;
    }
    this.#own.set(index, kept);
    this.#parsed[index % PARSED] = undefined;
    this.#titles[index % TITLES] = undefined;
    this.#columns.set(index, item);
    return index;
  }

  /** Takes an item out of every answer; false when there is none of that id. */
  remove(itemId: string): boolean {
    const index = this.indexOf(itemId);
    if (index === undefined) return false;
    this.#columns.setRemoved(index);
    this.#live--;
    return true;
  }

  /** Whether an index is that of an item which has not been removed. */
  has(index: number): boolean {
    return index < this.size && !this.#columns.isRemoved(index);
  }

  /** The index of an item that has not been removed. */
  indexOf(itemId: string): number | undefined {
    const index = this.indexEver(itemId);
    return index === undefined || this.#columns.isRemoved(index) ? undefined : index;
  }

  /** The index of an item, also of one that was removed. */
  indexEver(itemId: string): number | undefined {
    return this.#lines.indexOf(itemId) ?? this.#newer.get(itemId);
  }

  /** The id of an item; throws `RangeError` for an index that was never given out. */
  idAt(index: number): string {
    return this.#lines.idAt(index) ?? this.#newerIds[index - this.#lines.length] ?? this.#none(index);
  }

  /** The fields of an item; throws `RangeError` for an index that was never given out. */
  itemAt(index: number): Item {
    const parsed = this.#parsed[index % PARSED];
    if (parsed?.index === index) return parsed.item;
    const own = this.#own.get(index);
    if (typeof own === "object") return own;
    const item = own === undefined ? (this.#lines.at(index) ?? this.#none(index)) : (JSON.parse(own) as Item);
    this.#parsed[index % PARSED] = { index, item };
    return item;
  }

  /** The title of an item, undefined when it has none; throws `RangeError` for an index that was never given out. */
  titleAt(index: number): string | undefined {
    const known = this.#titles[index % TITLES];
    if (known?.index === index) return known.title;
    const { title } = this.itemAt(index);
    this.#titles[index % TITLES] = { index, title };
    return title;
  }

  #none(index: number): never {
    throw new RangeError(`no item has index ${index}; there are ${this.size}`);
  }

  /** False for hidden and removed items. */
  isAvailable(index: number): boolean {
    return this.#columns.isAvailable(index);
  }

  /** Whether it is available and in stock. */
  isForSale(index: number): boolean {
    return this.#columns.isForSale(index);
  }

  /** The price, NaN when it is not known. */
  priceOf(index: number): number {
    return this.#columns.priceOf(index);
  }

  /** The logarithm of one more than the price, NaN when that is not known. */
  logPriceOf(index: number): number {
    return this.#columns.logPriceOf(index);
  }

  /** The stock, rounded where it is above 16 million; NaN when it is not known. */
  stockOf(index: number): number {
    return this.#columns.stockOf(index);
  }

  /** A number that is equal for items of one brand, negative for none. */
  brandOf(index: number): number {
    return this.#columns.brandOf(index);
  }

  /** Numbers that are equal for equal categories; items with the same categories share one list. */
  categoriesOf(index: number): readonly number[] {
    return this.#columns.categoriesOf(index);
  }

  /** The number of an item's list of categories, from 0 on: it stays that of equal lists. */
  categoryListOf(index: number): number {
    return this.#columns.categoryListOf(index);
  }

  /** The list of categories with a number. */
  categoryListAt(number: number): readonly number[] {
    return this.#columns.categoryListAt(number);
  }

  /** Which items are variants of one product. */
  get groups(): Groups {
    return this.#columns.groups;
  }

  /** The numbers of an item's attributes, valid until the catalogue changes. */
  attributesOf(index: number): Uint32Array {
    return this.#columns.attributesOf(index);
  }

  /** Whether an item has the attribute with this number. */
  hasAttribute(index: number, attribute: number): boolean {
    return this.#columns.hasAttribute(index, attribute);
  }

  /** Whether an item has one of the attributes with these numbers. */
  hasAnyAttribute(index: number, attributes: ReadonlySet<number>): boolean {
    return this.#columns.hasAnyAttribute(index, attributes);
  }

  /** The numbers of those attributes that some item has. */
  findAttributes(attributes: readonly string[]): Set<number> {
    return this.#columns.findAttributes(attributes);
  }

  /** The numbers of those brands that some item has. */
  findBrands(brands: readonly string[]): Set<number> {
    return this.#columns.findBrands(brands);
  }

  /** The numbers of those categories that some item has. */
  findCategories(categories: readonly string[]): Set<number> {
    return this.#columns.findCategories(categories);
  }
}

const NO_LINES = new ItemLines(new Uint8Array(0), () => {
  throw new RangeError("there are no lines");
});
