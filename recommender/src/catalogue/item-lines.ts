// The items of a bundle as the lines of its file: a line becomes an object when somebody asks for that item.
import { ItemColumns } from "./columns.ts";
import { IdList } from "./id-list.ts";
import type { Item } from "./item.ts";
import type { ItemList } from "./item-list.ts";

/**
 * As objects, items take ten times the memory of what is kept of them here: where their lines are, their ids and the
 * columns. The bytes may be a mapped file, which the processes of a machine share.
 */
export class ItemLines implements ItemList {
  readonly #bytes: Uint8Array;
  readonly #parse: (line: string) => Item;
  readonly #decoder = new TextDecoder();
  readonly #ids = new IdList();
  /** Where each line begins, and where a line after the last one would. */
  #begins = new Float64Array(1024);
  #columns: ItemColumns | undefined = new ItemColumns();

  /** Without items yet. `bytes` must stay as they are; `parse` turns the text of one of the lines into its item. */
  constructor(bytes: Uint8Array, parse: (line: string) => Item) {
    this.#bytes = bytes;
    this.#parse = parse;
  }

  /** Appends the item of the next line, which ends before the byte `end`; false when there is one of its id. */
  add(item: Item, end: number): boolean {
    const index = this.#ids.length;
    if (!this.#ids.add(item.itemId)) return false;
    if (index + 1 === this.#begins.length) {
      const begins = new Float64Array(Math.ceil(1.5 * this.#begins.length));
      begins.set(this.#begins);
      this.#begins = begins;
    }
    this.#begins[index + 1] = end + 1;
    this.#columns?.set(index, item);
    return true;
  }

  get length(): number {
    return this.#ids.length;
  }

  at(index: number): Item | undefined {
    const text = this.textAt(index);
    return text === undefined ? undefined : this.#parse(text);
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  /** An item's line, undefined when there is none. */
  textAt(index: number): string | undefined {
    if (!(index in this.#begins && index < this.length)) return undefined;
    return this.#decoder.decode(this.#bytes.subarray(this.#begins[index], this.#begins[index + 1]! - 1));
  }

  idAt(index: number): string | undefined {
    return this.#ids.at(index);
  }

  indexOf(itemId: string): number | undefined {
    return this.#ids.indexOf(itemId);
  }

  /** The items' columns, for the caller to change; no item is added after that. Made anew for all but the first caller. */
  takeColumns(): ItemColumns {
    const columns = this.#columns ?? columnsOf(this);
    this.#columns = undefined;
    return columns;
  }
}

function columnsOf(items: Iterable<Item>): ItemColumns {
  const columns = new ItemColumns();
  let index = 0;
  for (const item of items) columns.set(index++, item);
  return columns;
}
