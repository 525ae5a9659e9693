// What an explained list looks like: the list itself, and each step that led to it, in numbers.
import * as v from "valibot";
import { EventType } from "../events/schema.ts";
import { Recommendations } from "../recommendations/schema.ts";

/** Entries of the history that an answer has at most. */
export const MAX_HISTORY = 50;

const named = { itemId: v.string(), title: v.exactOptional(v.string()) };
const said = <const S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));

const parts = said(
  v.object({
    transitions: v.number(),
    cooccurrence: v.number(),
    content: v.number(),
    popularity: v.number(),
  }),
  "What each graph and popularity add to the first-stage score, as they are weighed.",
);

const HistoryEntry = v.object({
  ...named,
  type: said(EventType, "The strongest event on the product."),
  ageSeconds: said(v.number(), "How long before the newest event of all."),
  weight: said(
    v.number(),
    "Recency times the weight of the event, 0 to 1; 0 where that is too little to count.",
  ),
  leadsTo: said(
    v.object({ behaviour: v.number(), content: v.number() }),
    "How many products the model links with it.",
  ),
});

const Factor = v.object({
  by: said(
    v.picklist(["boost", "rule", "kind"]),
    "A boost of the request; a standing rule; or that the customer has got what they wanted of the kind.",
  ),
  at: v.exactOptional(
    said(v.number(), "Which one, from 0: of the request's `boost`, or of the rules of `GET /v1/rules`."),
  ),
  factor: v.number(),
});

const Candidate = v.object({
  ...named,
  firstPlace: said(v.number(), "Places count from 1. This one is by the first stage."),
  rankedPlace: v.exactOptional(said(v.number(), "After ranking; absent where no list could show it.")),
  listedPlace: v.exactOptional(said(v.number(), "In the list, before pins.")),
  parts,
  firstScore: v.number(),
  supporters: said(v.number(), "How many entries of the history lead to it."),
  strongest: v.exactOptional(
    said(
      v.object({
        ...named,
        adds: said(v.number(), "Of the first-stage score."),
        related: said(
          v.boolean(),
          "Whether its kind is related to the candidate's: else it is no reason that a customer is told.",
        ),
      }),
      "The entry of the history that adds most.",
    ),
  ),
  forest: v.exactOptional(
    said(v.number(), "What the forest predicts. Absent where it does not rank, or only its first trees did."),
  ),
  score: said(v.number(), "After ranking, before factors."),
  factors: v.array(Factor),
  finalScore: v.number(),
  features: v.exactOptional(
    said(v.record(v.string(), v.number()), "Of the first 20, what the forest reads of them, by its names."),
  ),
});

const Removal = v.variant("by", [
  v.object({ by: v.literal("catalogue"), why: v.picklist(["removed", "hidden", "sold-out"]) }),
  v.object({ by: v.literal("customer"), did: EventType }),
  v.object({
    by: v.literal("filter"),
    field: said(v.string(), "Of the request's `filter`."),
  }),
  v.object({ by: v.literal("rule"), at: said(v.number(), "Of the rules of `GET /v1/rules`, from 0.") }),
]);

const AppliedRule = v.object({
  at: said(v.number(), "Of the rules of `GET /v1/rules`, from 0."),
  name: v.exactOptional(v.string()),
  removed: said(v.number(), "How many entries of `removed` it keeps out."),
  changed: said(v.number(), "How many of `candidates` have another score by it."),
  pinned: said(v.array(v.string()), "What of the list it put first."),
  mixed: said(v.boolean(), "Whether the list is mixed by its diversity."),
});

const { model, strategy, items, filtered, warnings } = Recommendations.entries;

export const Explanation = v.object({
  model,
  strategy,
  items: said(items, "What `POST /v1/recommendations` answers to the same question at the same time."),
  filtered,
  warnings,
  history: said(
    v.object({
      events: said(v.number(), "Events that were read, those of the session included."),
      products: said(v.number(), "Different products among them that count."),
      entries: said(v.array(HistoryEntry), `The newest ${MAX_HISTORY} of those products, newest first.`),
    }),
    "What the customer did, as the scorer weighs it.",
  ),
  customer: v.object({
    idleSeconds: said(v.number(), "How long ago the customer did anything."),
    due: said(
      v.array(v.object({ ...named, probability: v.number() })),
      "What was bought before and is likely to be bought again now.",
    ),
    segmented: said(v.boolean(), "Whether the model tells customers with these attributes apart."),
  }),
  weights: said(
    v.object({
      transitions: v.number(),
      cooccurrence: v.number(),
      content: v.number(),
      popularity: v.number(),
    }),
    "What votes of each kind are multiplied by in the first stage.",
  ),
  candidateCount: v.number(),
  candidates: said(v.array(Candidate), "In ranked order; the first 300."),
  ranker: said(
    v.variant("kind", [
      v.object({
        kind: v.literal("forest"),
        trees: v.number(),
        firstStageShare: said(
          v.number(),
          "What is added to the forest's prediction for the best first-stage score, and a share of that for others.",
        ),
      }),
      v.object({ kind: v.literal("first-stage") }),
    ]),
    "What decides the order.",
  ),
  rules: v.object({
    version: said(v.number(), "Of the standing rules."),
    applied: said(v.array(AppliedRule), "Those in force for this list."),
  }),
  removed: said(
    v.array(v.object({ ...named, parts, firstScore: v.number(), removals: v.array(Removal) })),
    "The best 100 of the products that were as well placed as the candidates and may not be shown, with all that keeps each out.",
  ),
  diversity: said(v.number(), "By which the list was mixed, 0 for not at all."),
});
export type Explanation = v.InferOutput<typeof Explanation>;
