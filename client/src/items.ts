// Products as the API takes and gives them.

export interface Item {
  /** The shop's own id; unique, 1 to 256 characters. */
  readonly itemId: string;
  /** The product that it is a variant of: sizes and colours of one product have the same. */
  readonly groupId?: string;
  readonly title?: string;
  readonly brand?: string;
  readonly categories?: readonly string[];
  /** Free tags such as `colour:red`. */
  readonly attributes?: readonly string[];
  /** In the shop's currency; zero or more. */
  readonly price?: number;
  /** Units on hand; absent means that stock is not tracked. */
  readonly stock?: number;
  /** Not for sale now while true: in no list and no search; `getItem` still reads it. */
  readonly hidden?: boolean;
  readonly url?: string;
  readonly imageUrl?: string;
}

type OrNull<Fields> = { readonly [Field in keyof Fields]: Fields[Field] | null };

/** The fields of an item without its id, which is in the path; `null` is an absent field. */
export type ItemFields = OrNull<Omit<Item, "itemId">>;

/** Fields to change; `null` clears one, an absent one stays. */
export type ItemPatch = ItemFields;

/** An item to be put with others; `null` is an absent field. */
export type NewItem = Pick<Item, "itemId"> & ItemFields;

/** What became of one item of a batch or import. */
export interface ItemRejection {
  /** Position in the batch or import, from 0; blank lines do not count. */
  readonly index: number;
  readonly itemId?: string;
  readonly error: string;
}

export interface ItemBatchResult {
  readonly accepted: number;
  readonly rejected: number;
  /** One entry for each rejected item. */
  readonly errors: readonly ItemRejection[];
}

/** Which items: all conditions hold. */
export interface ItemConditions {
  /** Words that must all occur in title, brand or id. */
  readonly query?: string;
  readonly category?: string;
  readonly brand?: string;
  /** Only these, up to 100; those that are not there are left out. */
  readonly ids?: readonly string[];
  /** Hidden items, too; absent means false. */
  readonly includeHidden?: boolean;
  /** Only the variants of this product. */
  readonly groupId?: string;
  readonly priceMin?: number;
  readonly priceMax?: number;
  /** True leaves out what is sold out; absent means false. */
  readonly inStock?: boolean;
}

export interface ItemSearch extends ItemConditions {
  /** Absent means `id`. By price, items without one come last. */
  readonly sort?: "id" | "price-asc" | "price-desc" | "newest";
  readonly limit?: number;
  /** The `next` of the page before, of the same search. */
  readonly after?: string;
}

export interface LabelCount {
  readonly name: string;
  readonly items: number;
}

/** Up to 100 labels of each kind, most items first. */
export interface ItemFacets {
  readonly categories: readonly LabelCount[];
  readonly brands: readonly LabelCount[];
}

export interface ItemPage {
  readonly items: readonly Item[];
  /** Pass as `after` for the next page; absent on the last. */
  readonly next?: string;
  /** What was searched for instead, because nothing has the words of `query`. */
  readonly correctedQuery?: string;
}
