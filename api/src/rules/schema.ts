// The shop's standing rules: what may be saved and tried, and what is told about them.
import { Id, Label, timestamp } from "@aisle/contract";
import * as v from "valibot";
import { queryNumber } from "../platform/validate.ts";
import {
  CartBody,
  Filter,
  LIST_KINDS,
  listFields,
  PlacementLabel,
  RecommendationBody,
  Recommendations,
} from "../recommendations/schema.ts";

const MAX_RULES = 200;
const MAX_PLACEMENTS = 50;
const MAX_MIN_STOCK = 1_000_000;
const MAX_NOTE_LENGTH = 1_000;
/** Counting them one a second would take thirty years. */
const MAX_VERSION = 999_999_999;

const A_TIME = "Expected an ISO 8601 time with its zone, such as 2026-11-27T00:00:00+01:00.";
const time = timestamp(A_TIME);

const EFFECTS = ["boost", "pin", "none", "excludeItemIds", "minStock", "diversity"] as const;

/** What it may say is what a request may say, by the same names. */
export const Rule = v.pipe(
  v.strictObject({
    name: v.exactOptional(v.pipe(Label, v.description("For people."))),
    placements: v.exactOptional(
      v.pipe(
        v.array(PlacementLabel),
        v.minLength(1, "Name a list, or leave `placements` out for every list."),
        v.maxLength(MAX_PLACEMENTS),
        v.description(
          `The lists that it is for: kinds (${LIST_KINDS.join(", ")}) and \`placement\` labels of requests. Absent: every list.`,
        ),
      ),
    ),
    from: v.exactOptional(v.pipe(time, v.description("It begins at this time; absent: it has begun."))),
    to: v.exactOptional(v.pipe(time, v.description("It ends at this time; absent: it does not end."))),
    boost: listFields.boost,
    pin: listFields.pin,
    none: v.exactOptional(
      v.pipe(Filter.entries.none.wrapped, v.description("Hides items of which any of this is true.")),
    ),
    excludeItemIds: Filter.entries.excludeItemIds,
    minStock: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(MAX_MIN_STOCK),
        v.description("Hides items whose stock is known and below this."),
      ),
    ),
    diversity: v.exactOptional(
      v.pipe(
        listFields.diversity.wrapped,
        v.description("For requests that do not say their own; of several rules the last counts."),
      ),
    ),
  }),
  v.check(
    (rule) => EFFECTS.some((effect) => rule[effect] !== undefined),
    `The rule does nothing: give it one of ${EFFECTS.join(", ")}, or leave it out.`,
  ),
  v.check(
    ({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to),
    "The rule ends before it begins: `to` has to be after `from`.",
  ),
  v.metadata({ anyOf: EFFECTS.map((name) => ({ required: [name] })) }),
);
export type Rule = v.InferOutput<typeof Rule>;

const rules = v.pipe(v.array(Rule), v.maxLength(MAX_RULES));

const EXAMPLE: v.InferInput<typeof Rule> = {
  name: "Black Friday",
  placements: ["personal", "trending"],
  from: "2026-11-27T00:00:00+01:00",
  to: "2026-11-28T00:00:00+01:00",
  boost: [{ categories: ["Coffee"], factor: 2 }],
  pin: ["p000010"],
  minStock: 3,
};

/** A save: all rules, in place of those of the expected version. */
export const RulesBody = v.pipe(
  v.strictObject({
    rules,
    expectedVersion: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.maxValue(MAX_VERSION),
      v.description(
        "The version that these rules replace, as `GET /v1/rules` says; 0 before the first. When somebody has saved others meanwhile, nothing is saved and the answer is a 409.",
      ),
    ),
    note: v.exactOptional(
      v.pipe(
        v.string(),
        v.minLength(1),
        v.maxLength(MAX_NOTE_LENGTH),
        v.check((text) => text.isWellFormed(), "The text has half a character."),
        v.description("Why, for the list of versions."),
      ),
    ),
  }),
  v.metadata({ examples: [{ rules: [EXAMPLE], expectedVersion: 0, note: "As agreed with buying" }] }),
);
export type RulesBody = v.InferOutput<typeof RulesBody>;

const version = {
  version: v.number(),
  /** How many rules it has. */
  count: v.number(),
  /** The name of the key; `anonymous` for a caller without one. */
  savedBy: v.string(),
  savedAt: v.string(),
  note: v.exactOptional(v.string()),
};

/** The newest rules; version 0 is that of a shop which never saved any. */
export const SavedRules = v.object({
  version: v.number(),
  savedBy: v.exactOptional(v.string()),
  savedAt: v.exactOptional(v.string()),
  note: v.exactOptional(v.string()),
  rules: v.array(Rule),
  warnings: v.pipe(
    v.array(v.string()),
    v.description("What of the rules does nothing, such as ids that the catalogue does not have."),
  ),
});
export type SavedRules = v.InferOutput<typeof SavedRules>;

/** Newest first. */
export const RulesVersions = v.object({ versions: v.array(v.object(version)) });

export const RulesVersionPath = v.strictObject({
  version: queryNumber({ integer: true, minimum: 1, maximum: MAX_VERSION }),
});

/** To go back to it, its rules are saved anew. */
export const RulesVersion = v.object({ ...version, rules: v.array(Rule) });

const { session: _, ...trending } = RecommendationBody.entries;
const { itemIds, ...about } = CartBody.entries;

/** A list to try rules on: its kind, and what a request for such a list may say. */
const PreviewQuestion = v.variant("list", [
  v.strictObject({ list: v.literal("personal"), ...RecommendationBody.entries }),
  v.strictObject({ list: v.literal("similar"), itemId: Id, ...about }),
  v.strictObject({ list: v.literal("bought-together"), itemId: Id, ...about }),
  v.strictObject({ list: v.literal("cart"), itemIds, ...about }),
  v.strictObject({ list: v.literal("trending"), ...trending }),
]);
export type PreviewQuestion = v.InferOutput<typeof PreviewQuestion>;

export const PreviewBody = v.pipe(
  v.strictObject({
    rules,
    question: PreviewQuestion,
    at: v.exactOptional(
      v.pipe(
        time,
        v.description("When the list would be made, for rules that begin later; absent means now."),
      ),
    ),
  }),
  v.metadata({
    examples: [
      {
        rules: [EXAMPLE],
        question: { list: "personal", customerId: "c0000042", limit: 5, includeItems: true },
        at: "2026-11-27T12:00:00+01:00",
      },
    ],
  }),
);

const { strategy, items, filtered, warnings } = Recommendations.entries;
const PreviewedList = v.object({ strategy, items, filtered, warnings });

export const Preview = v.object({
  /** Of the saved rules. */
  version: v.number(),
  /** The list as the saved rules make it. */
  saved: PreviewedList,
  /** The list as the rules of the request would make it. */
  proposed: PreviewedList,
  /** As those of saved rules, of the proposed ones. */
  warnings: v.array(v.string()),
});
