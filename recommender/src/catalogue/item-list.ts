// Items in an order, wherever they are kept.
import type { Item } from "./item.ts";

/** An array is one; `ItemLines` keeps no item as an object. */
export interface ItemList extends Iterable<Item> {
  readonly length: number;
  /** The item with that place, undefined when there is none. */
  at(index: number): Item | undefined;
}
