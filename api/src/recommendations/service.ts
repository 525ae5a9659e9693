// Answers one question for a list of products.
import type { Answer, Query, RankedItem, Recommender } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import type { Feedback } from "../model/feedback.ts";
import type { ModelHolder, ServedModel } from "../model/holder.ts";
import { serving } from "../model/serving.ts";
import { unknownItem } from "../platform/problem.ts";
import type { RulesInForce } from "../rules/in-force.ts";
import type { PlacementRules } from "../rules/placement-rules.ts";
import type { RulesMetrics } from "../rules/metrics.ts";
import type { StandingRules } from "../rules/standing-rules.ts";
import type { RecommendationMetrics } from "./metrics.ts";
import { rounded } from "./naming.ts";
import { knownOf, pastOf, STRANGER } from "./past.ts";
import { isSeen, type Question, toQuery } from "./question.ts";
import type { ReasonTexts } from "./reasons/texts.ts";
import type { RecommendationIds } from "./recommendation-id.ts";
import type { Recommendations } from "./schema.ts";
import { UNREADABLE, unreadable, unreadableWarning } from "./unreadable.ts";

/** What a list is made of. */
export interface ListSources {
  readonly store: Pick<Store, "history" | "takenItems" | "attributes">;
  readonly models: ModelHolder;
  readonly reasonTexts: ReasonTexts;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export interface RecommendationServices extends ListSources {
  readonly metrics: RecommendationMetrics;
  readonly rulesMetrics: Pick<RulesMetrics, "ruled">;
  readonly standing: Pick<StandingRules, "inForce">;
  readonly feedback: Feedback;
  readonly recommendationIds: RecommendationIds;
}

/** A list that nobody has counted, and what is counted of it. */
interface MadeList {
  readonly list: Pick<Recommendations, "strategy" | "items" | "filtered" | "warnings">;
  readonly model: ServedModel;
  readonly ranked: readonly RankedItem[];
  readonly withoutPast: boolean;
  /** Whether standing rules were for it. */
  readonly isRuled: boolean;
}

/**
 * The same question on the same state gets the same items and scores, until what the customer did is a step longer ago. Throws `Problem` when no model serves or the
 * product asked about is unknown. While the store is gone, the list is made without the customer's past.
 */
export async function recommend(
  services: RecommendationServices,
  question: Question,
): Promise<Recommendations> {
  const { metrics, rulesMetrics, standing, feedback, recommendationIds } = services;
  const made = await makeList(services, question, () => standing.inForce);
  const { list, model, ranked } = made;
  const label = question.rules.placement ?? question.placement;
  metrics.answered(label, list.strategy, model.recommender, ranked);
  if (made.isRuled) rulesMetrics.ruled(question.placement).inc();
  if (made.withoutPast) metrics.withoutPast();
  const { version, track } = model;
  const shown = isSeen(question, ranked.length)
    ? feedback.shown({ version, track, placement: label })
    : undefined;
  shown?.impressions.inc();
  return {
    recommendationId:
      shown === undefined
        ? recommendationIds.issueUnseen({ version, track, placement: label })
        : recommendationIds.issue(shown.label),
    model: { version: model.version, digest: model.digest, track: model.track },
    ...list,
  };
}

/** What the scorer is asked: `query` with what the standing `rules` for such lists add to it. */
export interface AskedOfScorer {
  readonly model: ServedModel;
  readonly query: Query;
  readonly rules: PlacementRules | undefined;
}

/**
 * A list by the standing rules that `inForce` says; nothing of it is counted. `answer` is called without a pause after
 * `inForce`. Throws as `recommend` does.
 */
export async function makeList(
  services: ListSources,
  question: Question,
  inForce: () => RulesInForce,
  answer = ({ model, query }: AskedOfScorer): Answer => model.recommender.recommend(query),
): Promise<MadeList> {
  const { customerId, includeItems = false, placement: label } = question.rules;
  // Attributes are only read for a model that can tell customers apart by them.
  const isAsked = serving(services.models).recommender.knowsSegments && question.placement === "personal";
  const read = isAsked ? knownOf : pastOf;
  const past = customerId === undefined ? STRANGER : await read(services.store, customerId).catch(unreadable);
  const model = serving(services.models);
  const { recommender } = model;
  const [subject] = question.itemIds ?? [];
  const mustExist = question.placement === "similar" || question.placement === "bought-together";
  if (mustExist && subject !== undefined && recommender.indexOf(subject) === undefined)
    throw unknownItem(subject);

  const { query, warnings: ignored } = toQuery(question, past, recommender, services.clock());
  const rules = inForce().of(question.placement, label);
  const { strategy, items, filtered } = answer({
    model,
    query: rules === undefined ? query : rules.addTo(query, model),
    rules,
  });
  const reasonsOf = reasonsFor(recommender, services.reasonTexts);
  const shown = items.map((ranked) => answered(ranked, reasonsOf(ranked.reasons), recommender, includeItems));
  const withoutPast = past === UNREADABLE;
  const warnings = [
    ...(withoutPast ? [unreadableWarning(question.rules.filter)] : []),
    ...ignored,
    ...shortage(shown.length, query, filtered),
  ];
  return {
    list: { strategy, items: shown, filtered, ...(warnings.length > 0 && { warnings }) },
    model,
    ranked: items,
    withoutPast,
    isRuled: rules !== undefined,
  };
}

/** What to say when the rules, or the catalogue itself, leave fewer items than were asked for. */
function shortage(shown: number, { limit, fill }: Query, filtered: number): string[] {
  if (shown >= limit) return [];
  const noMore = fill === true ? "there are no more" : "there are no more related ones";
  const why = filtered > 0 ? `the rules removed ${filtered}` : noMore;
  return [`items: ${shown} instead of ${limit}, ${why}`];
}

type Shown = Recommendations["items"][number];
type ShownReasons = Shown["reasons"];

/** Most items of a list have the reasons of another one: those become an answer's once. */
function reasonsFor(
  recommender: Recommender,
  texts: ReasonTexts,
): (reasons: RankedItem["reasons"]) => ShownReasons {
  const made = new Map<RankedItem["reasons"], ShownReasons>();
  return (reasons) => {
    let shown = made.get(reasons);
    if (shown === undefined) {
      shown = reasons.map(({ kind, saying, item, did = "view" }) => ({
        kind,
        ...(item !== undefined && { itemId: recommender.idAt(item) }),
        text: texts[saying]({ title: item === undefined ? "" : recommender.nameOf(item), did }),
      }));
      made.set(reasons, shown);
    }
    return shown;
  };
}

function answered(
  { item, score, scores, isFill }: RankedItem,
  reasons: ShownReasons,
  recommender: Recommender,
  includeItems: boolean,
): Shown {
  // Spreads of what is mostly nothing would take as long as all the rest.
  const shown: Shown = {
    itemId: recommender.idAt(item),
    score: rounded(score),
    scores: {
      collaborative: rounded(scores.collaborative),
      content: rounded(scores.content),
      popularity: rounded(scores.popularity),
    },
    reasons,
  };
  if (isFill) shown.fill = true;
  if (includeItems) shown.item = recommender.itemAt(item);
  return shown;
}
