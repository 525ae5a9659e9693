// From ids to the catalogue indices that the scorer speaks of; what cannot be resolved becomes a warning.
import type { HistoryEntry, Placement, Query, Recommender, Rules } from "@aisle/recommender";
import type { Attributes, HistoryRow } from "@aisle/store";
import { entriesOf } from "./entries.ts";
import { DEFAULT_LIMIT, type ListRules, type SessionEntry } from "./schema.ts";
import { sessionHistory } from "./session.ts";

/** A list that somebody asked for, by ids. */
export interface Question {
  readonly placement: Placement;
  /** The product looked at, or the cart. */
  readonly itemIds?: readonly string[];
  /** Newest last. */
  readonly session?: readonly SessionEntry[];
  readonly rules: ListRules;
}

/** What the store knows of the customer who asks; nothing of a visitor. */
export interface Past {
  /** Newest first. */
  readonly history: readonly HistoryRow[];
  /** What the customer bought, rated, has in the cart and hid, however long ago, in no order. */
  readonly taken: readonly HistoryRow[];
  /** What the shop says of them; undefined where nothing is said, or nobody asked. */
  readonly attributes?: Attributes | undefined;
}

/** The label of lists that only measure. */
const UNSEEN = "loadtest";

/** Whether a customer sees a list of so many items, which makes it an impression. */
export const isSeen = ({ rules }: Question, items: number): boolean =>
  items > 0 && rules.placement !== UNSEEN;

/** Most warnings of one answer. */
const MOST_WARNINGS = 20;

/**
 * The scorer's query for a question, asked at `now` in unix milliseconds. What the customer hid is excluded from every
 * list. Unknown ids of the question are left out and named in `warnings`.
 */
export function toQuery(
  question: Question,
  past: Past,
  recommender: Pick<Recommender, "indexOf">,
  now: number,
): { query: Query; warnings: string[] } {
  const warnings: string[] = [];
  const index = (itemId: string, where: string): number[] => {
    const found = recommender.indexOf(itemId);
    if (found !== undefined) return [found];
    if (warnings.length < MOST_WARNINGS) warnings.push(`${where}: unknown item "${itemId}", ignored`);
    return [];
  };
  const indices = (itemIds: readonly string[], where: string) => itemIds.flatMap((id) => index(id, where));

  const known = entriesOf(past.history, recommender);
  const session = sessionHistory(question.session ?? [], known[0]?.time ?? 0, index);
  const history =
    question.placement === "personal"
      ? withSession(session, known)
      : indices(question.itemIds ?? [], "itemIds").map((item): HistoryEntry => ({
          item,
          type: "view",
          time: 0,
        }));
  const taken = past.taken === past.history ? known : entriesOf(past.taken, recommender);
  const hidden = taken.filter(({ type }) => type === "hide").map(({ item }) => item);
  const rules = toRules(question.rules, hidden, indices);
  const { limit = DEFAULT_LIMIT, variants, explain = true, fill = true } = question.rules;
  const context = contextOf(past.attributes, question.rules.context);
  const query: Query = {
    placement: question.placement,
    history,
    limit,
    rules,
    explain,
    fill,
    ...(variants && { variants }),
    ...(context && { context }),
    now: now / 1000,
    // What is in the session happened just now, whatever times it has as a history.
    taken: withSession(
      session.map((entry) => ({ ...entry, time: now / 1000 })),
      taken,
    ),
  };
  return { query, warnings };
}

/** What is known of the customer and the request; undefined where that is nothing. */
function contextOf(known: Attributes | undefined, asked: Attributes | undefined): Attributes | undefined {
  if (known === undefined && asked === undefined) return undefined;
  const context = { ...known, ...asked };
  return Object.keys(context).length > 0 ? context : undefined;
}

const withSession = (
  session: readonly HistoryEntry[],
  known: readonly HistoryEntry[],
): readonly HistoryEntry[] => (session.length === 0 ? known : [...session, ...known]);

function toRules(
  asked: ListRules,
  hidden: readonly number[],
  indices: (itemIds: readonly string[], where: string) => number[],
): Rules {
  const { excludeItemIds = [], ...filter } = asked.filter ?? {};
  return {
    filter: { ...filter, excludeItems: [...indices(excludeItemIds, "filter.excludeItemIds"), ...hidden] },
    ...(asked.boost && {
      boost: asked.boost.map(({ itemIds, ...boost }) => ({
        ...boost,
        ...(itemIds && { items: indices(itemIds, "boost.itemIds") }),
      })),
    }),
    ...(asked.pin && { pin: indices(asked.pin, "pin") }),
    ...(asked.diversity !== undefined && { diversity: asked.diversity }),
  };
}
