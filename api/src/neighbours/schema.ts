// What is told of one item: its neighbours in the model, what keeps it out of lists, and who is shown it.
import * as v from "valibot";
import { queryNumber } from "../platform/validate.ts";
import { PlacementLabel, Recommendations } from "../recommendations/schema.ts";

export const DEFAULT_NEIGHBOURS = 10;
const MAX_NEIGHBOURS = 100;
/** Other variants that an answer names. */
export const MAX_VARIANTS = 50;
export const DEFAULT_CUSTOMERS = 20;
const MAX_CUSTOMERS = 100;
const MAX_LIST = 100;

const said = <const S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));
const named = { itemId: v.string(), title: v.exactOptional(v.string()) };

export const NeighboursQuery = v.strictObject({
  limit: v.exactOptional(
    v.pipe(
      queryNumber({ integer: true, minimum: 1, maximum: MAX_NEIGHBOURS, default: DEFAULT_NEIGHBOURS }),
      v.description("How many neighbours of each kind."),
    ),
  ),
});

const edges = v.object({
  count: v.number(),
  strongest: v.array(v.object({ ...named, weight: v.number() })),
});
const graph = (text: string) =>
  said(
    v.object({
      to: said(edges, "What it leads to: where its customers are led."),
      from: said(edges, "What leads to it: whose customers are led here."),
    }),
    text,
  );

export const Neighbours = v.object({
  model: Recommendations.entries.model,
  ...named,
  removed: said(v.boolean(), "Taken out of the catalogue: in no list."),
  hidden: said(v.boolean(), "In no list."),
  soldOut: said(v.boolean(), "In no list, but where a request asks for what is sold out, too."),
  knownAs: said(v.object(named), "The item that the model knows its product by."),
  fitted: said(
    v.boolean(),
    "False: it came after the model was fitted, which links it by its content alone until the next one.",
  ),
  variants: said(v.array(v.object(named)), `Other variants of its product, up to ${MAX_VARIANTS}.`),
  events: said(v.number(), "Events on its product that the model was fitted on."),
  popularity: said(v.number(), "0 to 1, in which 1 is the most popular product."),
  weights: said(
    v.object({
      transitions: v.number(),
      cooccurrence: v.number(),
      content: v.number(),
      popularity: v.number(),
    }),
    "What each kind counts in a list for a customer.",
  ),
  neighbours: v.object({
    transitions: graph("What customers turn to next."),
    cooccurrence: graph("What customers take together."),
    content: graph("What is alike by title, brand, categories and attributes."),
  }),
  rules: said(
    v.object({
      version: v.number(),
      hiding: v.array(
        v.object({
          at: said(v.number(), "Of the rules of `GET /v1/rules`, from 0."),
          name: v.exactOptional(v.string()),
          placements: v.exactOptional(v.array(PlacementLabel)),
          from: v.exactOptional(v.string()),
          to: v.exactOptional(v.string()),
        }),
      ),
    }),
    "The standing rules that hide it now or will, by what they say of the item itself.",
  ),
});
export type Neighbours = v.InferOutput<typeof Neighbours>;

export const ShownToQuery = v.strictObject({
  customers: v.exactOptional(
    v.pipe(
      queryNumber({ integer: true, minimum: 1, maximum: MAX_CUSTOMERS, default: DEFAULT_CUSTOMERS }),
      v.description("Of how many customers, those with the newest activity."),
    ),
  ),
  limit: v.exactOptional(
    v.pipe(
      queryNumber({ integer: true, minimum: 1, maximum: MAX_LIST, default: 10 }),
      v.description("How long their lists are."),
    ),
  ),
});

export const ShownTo = v.object({
  itemId: v.string(),
  asked: said(v.number(), "How many customers' lists were made."),
  limit: v.number(),
  customers: said(
    v.array(
      v.object({
        customerId: v.string(),
        lastEventAt: v.string(),
        place: said(v.number(), "In the list, from 1."),
        itemId: said(v.string(), "The variant of the product that is listed."),
      }),
    ),
    "Those whose personal list has the product now, newest activity first.",
  ),
});
export type ShownTo = v.InferOutput<typeof ShownTo>;
