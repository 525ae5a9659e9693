// What a catalogue request and its answer look like.
import * as v from "valibot";
import {
  HttpAddress,
  Id,
  ItemLabel,
  Label,
  Labels,
  MAX_ITEMS_BY_ID,
  Price,
  readSortedCursor,
  SearchCursor,
  SearchWords,
  Stock,
  Title,
} from "@aisle/contract";
import { queryBoolean, queryList, queryNumber } from "../platform/validate.ts";

/** Most items of one JSON batch. */
export const MOST_BATCH_ITEMS = 1000;

const fields = {
  groupId: v.pipe(
    Id,
    v.description(
      "The product that this item is a variant of, such as a size or a colour: a name that its variants share. Absent means that the item is a product by itself.",
    ),
  ),
  title: Title,
  brand: ItemLabel,
  /** From broad to narrow, or a flat list. */
  categories: Labels,
  attributes: Labels,
  price: Price,
  stock: Stock,
  hidden: v.pipe(
    v.boolean(),
    v.description(
      "Not for sale now: in no list and no search, whoever asks. It is still read by its id, keeps its history, and comes back with `false`.",
    ),
  ),
  url: HttpAddress,
  imageUrl: HttpAddress,
};

/** `null` clears a field. An absent one stays in a PATCH; where the whole item is sent, both mean the same. */
const optionalFields = {
  groupId: v.exactOptional(v.nullable(fields.groupId)),
  title: v.exactOptional(v.nullable(fields.title)),
  brand: v.exactOptional(v.nullable(fields.brand)),
  categories: v.exactOptional(v.nullable(fields.categories)),
  attributes: v.exactOptional(v.nullable(fields.attributes)),
  price: v.exactOptional(v.nullable(fields.price)),
  stock: v.exactOptional(v.nullable(fields.stock)),
  hidden: v.exactOptional(v.nullable(fields.hidden)),
  url: v.exactOptional(v.nullable(fields.url)),
  imageUrl: v.exactOptional(v.nullable(fields.imageUrl)),
};

const EXAMPLE = {
  title: "Bamboo Espresso Cups, Natural",
  brand: "Foxglove",
  categories: ["Kitchen", "Coffee Cups"],
  attributes: ["colour:natural"],
  price: 9.5,
  stock: 120,
};

/** An item of the catalogue; only its id is required. `null` is an absent field. */
export const Item = v.pipe(
  v.strictObject({ itemId: Id, ...optionalFields }),
  v.metadata({ examples: [{ itemId: "my-first-item", ...EXAMPLE }] }),
);

/** An item in an answer. Without bounds: an item that came in another way than this API must still come out. */
export const ItemAnswer = v.object({
  itemId: v.string(),
  groupId: v.exactOptional(v.string()),
  title: v.exactOptional(v.string()),
  brand: v.exactOptional(v.string()),
  categories: v.exactOptional(v.pipe(v.array(v.string()), v.readonly())),
  attributes: v.exactOptional(v.pipe(v.array(v.string()), v.readonly())),
  price: v.exactOptional(v.number()),
  stock: v.exactOptional(v.number()),
  hidden: v.exactOptional(v.boolean()),
  url: v.exactOptional(v.string()),
  imageUrl: v.exactOptional(v.string()),
});

/** The body of a PUT: the whole item; the id is in the path and may be repeated. */
export const ItemFields = v.pipe(
  v.strictObject({ itemId: v.exactOptional(Id), ...optionalFields }),
  v.metadata({ examples: [EXAMPLE] }),
);

/** The body of a PATCH: `null` clears a field, an absent one stays. */
export const ItemPatch = v.pipe(
  v.strictObject(optionalFields),
  v.metadata({ examples: [{ price: 7.9, stock: null }] }),
);
export type ItemPatch = v.InferOutput<typeof ItemPatch>;

type WithoutNull<T> = { [Field in keyof T]: Exclude<T[Field], null> };

/** The fields that are not `null`. */
export const withoutNull = <T extends object>(fields: T): WithoutNull<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as WithoutNull<T>;

/** What a batch of items looks like in the document; its items are parsed one by one. */
export const ItemBatch = v.pipe(
  v.strictObject({ items: v.pipe(v.array(Item), v.minLength(1), v.maxLength(MOST_BATCH_ITEMS)) }),
  v.metadata({ examples: [{ items: [{ itemId: "my-first-item", ...EXAMPLE }] }] }),
);

export const ItemBatchEnvelope = v.strictObject({
  items: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MOST_BATCH_ITEMS)),
});

export const ItemBatchResult = v.object({
  accepted: v.number(),
  rejected: v.number(),
  errors: v.array(
    v.object({
      /** Position in the batch or import, from 0; blank lines do not count. */
      index: v.number(),
      itemId: v.exactOptional(v.string()),
      error: v.string(),
    }),
  ),
});
export type ItemBatchResult = v.InferOutput<typeof ItemBatchResult>;

export const ItemPath = v.strictObject({ id: Id });

const found = {
  query: v.exactOptional(
    v.pipe(
      SearchWords,
      v.description(
        "Words that are all in the title, the brand or the id; of more than twelve the longest count.",
      ),
    ),
  ),
  category: v.exactOptional(Label),
  brand: v.exactOptional(Label),
  ids: v.exactOptional(
    v.pipe(
      queryList(Id, MAX_ITEMS_BY_ID, "entries"),
      v.minLength(1, "Expected at least one id."),
      v.description("Only these items. Those that are not there are left out."),
    ),
  ),
  includeHidden: v.exactOptional(
    v.pipe(queryBoolean, v.description("Whether hidden items are listed, too; absent means false.")),
  ),
  groupId: v.exactOptional(v.pipe(Id, v.description("Only the variants of this product."))),
  priceMin: v.exactOptional(queryNumber({ minimum: 0 })),
  priceMax: v.exactOptional(queryNumber({ minimum: 0 })),
  inStock: v.exactOptional(
    v.pipe(queryBoolean, v.description("True leaves out what is sold out; absent means false.")),
  ),
};

/** In the order of their ids where nothing is said. */
const Sort = v.picklist(["id", "price-asc", "price-desc", "newest"]);

const itemQuery = v.strictObject({
  ...found,
  sort: v.exactOptional(
    v.pipe(
      Sort,
      v.description(
        "Absent means `id`. By price, items without one come last; `newest` came into the catalogue last.",
      ),
      v.metadata({ default: "id" }),
    ),
  ),
  limit: v.exactOptional(queryNumber({ integer: true, minimum: 1, maximum: 100, default: 20 })),
  after: v.exactOptional(
    v.pipe(SearchCursor, v.description("The `next` of the page before, of the same search.")),
  ),
});

export const ItemQuery = v.pipe(
  itemQuery,
  v.check(
    ({ sort = "id", after }) => sort === "id" || after === undefined || readSortedCursor(after) !== undefined,
    "after is not the next of a search in this order: begin without it.",
  ),
);

export const FacetQuery = v.strictObject(found);

const counts = v.pipe(v.array(v.object({ name: v.string(), items: v.number() })), v.readonly());
export const ItemFacets = v.object({ categories: counts, brands: counts });

export const ItemPage = v.object({
  items: v.pipe(v.array(ItemAnswer), v.readonly()),
  next: v.exactOptional(v.string()),
  correctedQuery: v.exactOptional(
    v.pipe(
      v.string(),
      v.description(
        "What was searched for instead, because nothing has the words of `query`; absent otherwise.",
      ),
    ),
  ),
});
