// Which items of a catalogue are variants of one product, and by what they differ.
import type { Item } from "@aisle/recommender";
import { hashText } from "./random.ts";

export interface Products {
  /** `Uint32Array` of length items: the number of each item's product. */
  readonly product: Uint32Array;
  /** The items of each product, ascending. */
  readonly variants: readonly (readonly number[])[];
  /** `Uint32Array` of length products: a hash of each product's id. */
  readonly productKey: Uint32Array;
  /** `Uint32Array` of length items: hash of the size, 0 for none. */
  readonly size: Uint32Array;
  /** `Uint32Array` of length items: hash of the colour, 0 for none. */
  readonly colour: Uint32Array;
}

/** An item without a `groupId` is a product by itself. */
export function productsOf(seed: number, items: readonly Item[]): Products {
  const numbers = new Map<string, number>();
  const variants: number[][] = [];
  const keys: number[] = [];
  const product = Uint32Array.from(items, ({ itemId, groupId = itemId }, item) => {
    let number = numbers.get(groupId);
    if (number === undefined) {
      number = variants.length;
      numbers.set(groupId, number);
      variants.push([]);
      keys.push(hashText(groupId, seed));
    }
    variants[number]!.push(item);
    return number;
  });
  const tagged = (prefix: string) =>
    Uint32Array.from(items, ({ attributes = [] }) => {
      const tag = attributes.find((one) => one.startsWith(prefix));
      return tag === undefined ? 0 : hashText(tag, seed) | 1;
    });
  return {
    product,
    variants,
    productKey: Uint32Array.from(keys),
    size: tagged("size:"),
    colour: tagged("colour:"),
  };
}
