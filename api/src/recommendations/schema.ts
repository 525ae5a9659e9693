// What may be asked of the recommendation routes, and what they answer.
import * as v from "valibot";
import { ItemAnswer } from "../catalogue/schema.ts";
import { EventType } from "../events/schema.ts";
import { attributesAbout, EventValue, Id, Label, MAX_LABEL_LENGTH } from "@aisle/contract";
import { queryAttributes } from "./query-attributes.ts";
import { MAX_ENTRIES } from "../platform/entries.ts";
import { queryBoolean, queryEntries, queryList, queryNumber } from "../platform/validate.ts";

export const DEFAULT_LIMIT = 10;
const MAX_RESULTS = 100;
const MAX_LABELS = 100;
const MAX_IDS = 1000;

/** The kinds of lists. */
export const LIST_KINDS = ["personal", "similar", "bought-together", "cart", "trending"] as const;

const labels = v.pipe(v.array(Label), v.maxLength(MAX_LABELS));
const price = v.pipe(v.number(), v.finite(), v.minValue(0));
export const PlacementLabel = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._-]{1,64}$/, "Expected up to 64 letters, digits, `.`, `_` and `-`."),
);
const placement = v.pipe(
  PlacementLabel,
  v.description(
    "Where the list is shown, for the metrics and the shop's standing rules. `loadtest`: nowhere, so it counts as no impression.",
  ),
);

const MAX_DAYS = 36_500;
const days = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_DAYS));
const MAX_REPEATABLE = 20;

const PriceRange = v.pipe(
  v.strictObject({ min: v.exactOptional(price), max: v.exactOptional(price) }),
  v.check(({ min = 0, max = Infinity }) => min <= max, "The minimum is above the maximum."),
);

const A_CONDITION = "Expected one of category, brand and attribute with a text, and nothing else.";
/** What an item has: one of its categories, its brand or one of its attributes. */
const Condition = v.union(
  [
    v.strictObject({ category: Label }),
    v.strictObject({ brand: Label }),
    v.strictObject({ attribute: Label }),
  ],
  A_CONDITION,
);
const conditions = (keep: string) => v.pipe(v.array(Condition), v.maxLength(MAX_LABELS), v.description(keep));

/** What the fields of a question mean, for the document: the same by POST and by GET. */
const MEANING = {
  customerId: "Whose history counts. Absent for a stranger.",
  session:
    "What the visitor did just now, newest last; for those whose events are not sent, or not yet. Entries have the `type` and the `value` of an event.",
  context:
    "What is known of the visitor besides, such as country, device and channel; of a customer, it counts before the attributes that the shop has said. What a model does not know changes nothing.",
  filter: "What may be in the list at all.",
  boost: "Multiplies the scores of some products: above 1 they rise, below 1 they sink.",
  pin: "Put first, in this order, if the filter lets them; a variant that it does not, or that is sold out, gives its place to another of its product.",
  diversity: "0 is the order by score alone, 1 as varied as can be.",
  explain: "Whether entries carry their reasons; absent means true.",
  includeItems: "Whether entries carry the product's own fields, such as title and price.",
  fill: "Whether a list with too few related products is filled up with popular ones, which are marked with `fill`; absent means true.",
  exclude: "Products that are left out, with all their variants unless `variants` is `all`.",
  variants:
    "`one` lists of each product, by `groupId`, the variant that suits best: one that the rules allow, boosted most, in the customer's size and colour, else the best-selling one. `all` lists every variant that the rules allow, those of a product one after the other. Absent means `one`.",
  inStock:
    "False lists products that are sold out, too. Absent means true; a product whose stock is not known is not sold out.",
  notInCart:
    "Leaves out what the customer has put into the cart in the last 14 days and neither bought nor taken out since. Absent means true for personal lists only.",
  categories: "Keep items of one of these categories; an empty list keeps all.",
  brands: "Keep items of one of these brands; an empty list keeps all.",
  repeatable: "Categories that are bought again: after so many days their items may be listed once more.",
  notBoughtForDays: "Leaves out what the customer bought within so many days.",
} as const;

const Variants = v.picklist(["one", "all"]);

export const Filter = v.strictObject({
  all: v.exactOptional(conditions("Keep items of which all of this is true.")),
  any: v.exactOptional(conditions("Keep items of which at least one of this is true.")),
  none: v.exactOptional(conditions("Keep items of which none of this is true.")),
  categories: v.exactOptional(v.pipe(labels, v.description(MEANING.categories))),
  brands: v.exactOptional(v.pipe(labels, v.description(MEANING.brands))),
  price: v.exactOptional(PriceRange),
  inStock: v.exactOptional(v.pipe(v.boolean(), v.description(MEANING.inStock))),
  excludeItemIds: v.exactOptional(v.pipe(v.array(Id), v.maxLength(MAX_IDS), v.description(MEANING.exclude))),
  notInCart: v.exactOptional(v.pipe(v.boolean(), v.description(MEANING.notInCart))),
  notBoughtForDays: v.exactOptional(v.pipe(days, v.description(MEANING.notBoughtForDays))),
  repeatable: v.exactOptional(
    v.pipe(
      v.array(v.strictObject({ categories: labels, afterDays: days })),
      v.maxLength(MAX_REPEATABLE),
      v.description(MEANING.repeatable),
    ),
  ),
});

const Boost = v.pipe(
  v.strictObject({
    categories: v.exactOptional(labels),
    brands: v.exactOptional(labels),
    itemIds: v.exactOptional(v.pipe(v.array(Id), v.maxLength(MAX_IDS))),
    factor: v.pipe(v.number(), v.gtValue(0), v.maxValue(100)),
  }),
  v.check(
    ({ categories, brands, itemIds }) => (categories ?? brands ?? itemIds) !== undefined,
    "Name what to boost: categories, brands or itemIds.",
  ),
  v.metadata({ anyOf: ["categories", "brands", "itemIds"].map((name) => ({ required: [name] })) }),
);

/** What every list asked by POST can have. */
export const listFields = {
  limit: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(MAX_RESULTS),
      v.metadata({ default: DEFAULT_LIMIT }),
    ),
  ),
  filter: v.exactOptional(v.pipe(Filter, v.description(MEANING.filter))),
  boost: v.exactOptional(v.pipe(v.array(Boost), v.maxLength(50), v.description(MEANING.boost))),
  pin: v.exactOptional(v.pipe(v.array(Id), v.maxLength(MAX_RESULTS), v.description(MEANING.pin))),
  diversity: v.exactOptional(
    v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description(MEANING.diversity)),
  ),
  variants: v.exactOptional(v.pipe(Variants, v.description(MEANING.variants))),
  fill: v.exactOptional(v.pipe(v.boolean(), v.description(MEANING.fill))),
  explain: v.exactOptional(v.pipe(v.boolean(), v.description(MEANING.explain))),
  placement: v.exactOptional(placement),
  includeItems: v.exactOptional(v.pipe(v.boolean(), v.description(MEANING.includeItems))),
};

const session = v.pipe(
  v.array(
    v.strictObject({ itemId: Id, type: v.exactOptional(EventType), value: v.exactOptional(EventValue) }),
  ),
  v.maxLength(100),
);

const ENTRIES = `All lists in it, of items, categories, brands, attributes and rules, may have up to ${MAX_ENTRIES.toLocaleString("en")} entries together.`;

export const RecommendationBody = v.pipe(
  v.strictObject({
    customerId: v.exactOptional(v.pipe(Id, v.description(MEANING.customerId))),
    session: v.exactOptional(v.pipe(session, v.description(MEANING.session))),
    context: v.exactOptional(attributesAbout(MEANING.context)),
    ...listFields,
  }),
  v.metadata({
    examples: [
      {
        customerId: "c0000042",
        session: [{ itemId: "p000010", type: "view" }],
        limit: 5,
        includeItems: true,
        filter: { price: { max: 40 }, inStock: true, none: [{ category: "Cameras" }] },
        diversity: 0.2,
      },
    ],
  }),
  v.description(ENTRIES),
);

export const CartBody = v.pipe(
  v.strictObject({
    itemIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(100)),
    customerId: v.exactOptional(v.pipe(Id, v.description(MEANING.customerId))),
    ...listFields,
  }),
  v.metadata({ examples: [{ itemIds: ["p000010", "p000011"], limit: 5, includeItems: true }] }),
  v.description(ENTRIES),
);

const KINDS = ["category", "brand", "attribute"] as const;
const A_QUERY_CONDITION = `Expected category:, brand: or attribute: and up to ${MAX_LABEL_LENGTH} characters.`;
const QUERY_CONDITION = new RegExp(`^(${KINDS.join("|")}):([\\s\\S]{1,${MAX_LABEL_LENGTH}})$`);

/** Conditions in a query string: the name repeated, each `category:TEXT`, `brand:TEXT` or `attribute:TEXT`. */
const queryConditions = v.pipe(
  queryEntries(QUERY_CONDITION, A_QUERY_CONDITION, MAX_LABELS),
  v.transform((texts) => texts.map(toCondition)),
);

function toCondition(text: string): v.InferOutput<typeof Condition> {
  const colon = text.indexOf(":");
  const label = text.slice(colon + 1);
  const kind = text.slice(0, colon);
  if (kind === "category") return { category: label };
  return kind === "brand" ? { brand: label } : { attribute: label };
}

/** What every list asked by GET can have. */
const queryFields = {
  customerId: v.exactOptional(v.pipe(Id, v.description(MEANING.customerId))),
  limit: v.exactOptional(
    queryNumber({ integer: true, minimum: 1, maximum: MAX_RESULTS, default: DEFAULT_LIMIT }),
  ),
  categories: v.exactOptional(v.pipe(queryList(Label, MAX_LABELS), v.description(MEANING.categories))),
  brands: v.exactOptional(v.pipe(queryList(Label, MAX_LABELS), v.description(MEANING.brands))),
  all: v.exactOptional(queryConditions),
  any: v.exactOptional(queryConditions),
  none: v.exactOptional(queryConditions),
  priceMin: v.exactOptional(queryNumber({ minimum: 0 })),
  priceMax: v.exactOptional(queryNumber({ minimum: 0 })),
  inStock: v.exactOptional(v.pipe(queryBoolean, v.description(MEANING.inStock))),
  exclude: v.exactOptional(v.pipe(queryList(Id, MAX_IDS), v.description(MEANING.exclude))),
  notInCart: v.exactOptional(v.pipe(queryBoolean, v.description(MEANING.notInCart))),
  notBoughtForDays: v.exactOptional(
    v.pipe(queryNumber({ minimum: 0, maximum: MAX_DAYS }), v.description(MEANING.notBoughtForDays)),
  ),
  diversity: v.exactOptional(
    v.pipe(queryNumber({ minimum: 0, maximum: 1 }), v.description(MEANING.diversity)),
  ),
  fill: v.exactOptional(v.pipe(queryBoolean, v.description(MEANING.fill))),
  explain: v.exactOptional(v.pipe(queryBoolean, v.description(MEANING.explain))),
  variants: v.exactOptional(v.pipe(Variants, v.description(MEANING.variants))),
  placement: v.exactOptional(placement),
  includeItems: v.exactOptional(v.pipe(queryBoolean, v.description(MEANING.includeItems))),
};
const pricesAreInOrder = ({ priceMin = 0, priceMax = Infinity }: { priceMin?: number; priceMax?: number }) =>
  priceMin <= priceMax;
const NOT_IN_ORDER = "priceMin is above priceMax.";

export const ListQuery = v.pipe(
  v.strictObject(queryFields),
  v.check((query) => pricesAreInOrder(query), NOT_IN_ORDER),
);

/** Beside that, the list for a customer or visitor. */
export const PersonalListQuery = v.pipe(
  v.strictObject({
    ...queryFields,
    context: v.exactOptional(v.pipe(queryAttributes, v.description(MEANING.context))),
  }),
  v.check((query) => pricesAreInOrder(query), NOT_IN_ORDER),
);
export type ListQuery = v.InferOutput<typeof PersonalListQuery>;

/** Everything that a list can be asked to obey, however it was asked. */
export type ListRules = Omit<v.InferOutput<typeof RecommendationBody>, "session">;
export type SessionEntry = v.InferOutput<typeof session>[number];

const Reason = v.object({
  kind: v.picklist([...EventType.options, "similar", "popular", "trending", "pinned"]),
  itemId: v.exactOptional(v.string()),
  text: v.string(),
});

export const Recommendations = v.pipe(
  v.object({
    recommendationId: v.string(),
    model: v.object({ version: v.string(), digest: v.string(), track: v.string() }),
    strategy: v.picklist(["personalised", "popular", "similar", "bought-together", "cart", "trending"]),
    items: v.array(
      v.object({
        itemId: v.string(),
        score: v.number(),
        scores: v.object({ collaborative: v.number(), content: v.number(), popularity: v.number() }),
        fill: v.exactOptional(
          v.pipe(
            v.literal(true),
            v.description("Popular, and related to nothing in the history: it fills the list up."),
          ),
        ),
        reasons: v.array(Reason),
        item: v.exactOptional(ItemAnswer),
      }),
    ),
    filtered: v.number(),
    warnings: v.exactOptional(v.array(v.string())),
  }),
  v.metadata({
    examples: [
      {
        recommendationId: "7.stable~home.AZqfuslX4WhtYDOeT7WRnAAVJkvqXvi1-MD2VCqG",
        model: { version: "7", digest: `sha256:${"0".repeat(64)}`, track: "stable" },
        strategy: "personalised",
        items: [
          {
            itemId: "p000492",
            score: 0.81,
            scores: { collaborative: 0.52, content: 0.21, popularity: 0.08 },
            reasons: [
              {
                kind: "view",
                itemId: "p000010",
                text: "You might also like it because you looked at “Stoneware Espresso Cups, Sage, 2 Pack”",
              },
            ],
          },
        ],
        filtered: 0,
      },
    ],
  }),
);
export type Recommendations = v.InferOutput<typeof Recommendations>;
