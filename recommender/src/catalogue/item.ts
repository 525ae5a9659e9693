// A product as the recommender sees it. Only `itemId` is required: real catalogues have holes.

export interface Item {
  /** The shop's own id; unique, 1 to 256 characters. */
  readonly itemId: string;
  /** The product that this is a variant of: items with the same one are its sizes and colours. Absent: it is one by itself. */
  readonly groupId?: string;
  readonly title?: string;
  readonly brand?: string;
  /** From broad to narrow, or a flat list; compared as whole strings. */
  readonly categories?: readonly string[];
  /** Free tags such as `colour:red`; they count as content. */
  readonly attributes?: readonly string[];
  /** In the shop's currency; zero or more. */
  readonly price?: number;
  /** Units on hand. Absent means that stock is not tracked and the item counts as in stock. */
  readonly stock?: number;
  /** Never recommended while true. */
  readonly hidden?: boolean;
  readonly url?: string;
  readonly imageUrl?: string;
}
