// Explains the list that a customer would get: made by the scorer as any list, and told step by step. Nothing is counted.
import type { Removal, Trace } from "@aisle/recommender";
import { nameOf, rounded } from "../recommendations/naming.ts";
import type { ServedModel } from "../model/holder.ts";
import type { Question } from "../recommendations/question.ts";
import { type ListSources, makeList } from "../recommendations/service.ts";
import type { RulePart } from "../rules/placement-rules.ts";
import type { StandingRules } from "../rules/standing-rules.ts";
import { type Explanation, MAX_HISTORY } from "./schema.ts";

export interface ExplanationServices extends ListSources {
  readonly standing: Pick<StandingRules, "inForce" | "newest" | "version">;
}

/** What a list was made of. */
interface Traced {
  readonly trace: Trace;
  readonly events: number;
  readonly model: ServedModel;
  /** The rules in force for the list, and where each stands among all of `version`. */
  readonly parts: readonly RulePart[];
  readonly places: readonly number[];
  readonly version: number;
}

/** Throws `Problem` when no model serves. */
export async function explain(services: ExplanationServices, question: Question): Promise<Explanation> {
  const { standing } = services;
  let traced: Traced | undefined;
  const { list } = await makeList(
    services,
    question,
    () => standing.inForce,
    ({ model, query, rules }) => {
      const parts = rules?.parts(model, query.variants) ?? [];
      const trace = model.recommender.trace(
        query,
        parts.map((part) => part.standing),
      );
      const places = parts.map(({ rule }) => standing.newest.rules.indexOf(rule));
      const { version } = standing;
      traced = { trace, events: query.history.length, model, parts, places, version };
      return trace.answer;
    },
  );
  if (traced === undefined) throw new TypeError("a list was made without asking the scorer");
  const { version, digest, track } = traced.model;
  return {
    model: { version, digest, track },
    ...list,
    ...stepsOf(traced, list.items, question.rules.diversity),
  };
}

type Steps = Omit<Explanation, "model" | "strategy" | "items" | "filtered" | "warnings">;

function stepsOf(
  { trace, events, model, parts, places, version }: Traced,
  items: Explanation["items"],
  ownDiversity: number | undefined,
): Steps {
  const { visits, blend, forest, due, idle, isSegmented, size, candidates, removed, diversity } = trace;
  const { recommender } = model;
  const named = (item: number) => nameOf(recommender, item);
  const placed = (at: number): number => places[at]!;
  const mixing =
    ownDiversity === undefined ? parts.findLastIndex(({ rule }) => rule.diversity !== undefined) : -1;
  const listed = new Set(items.map(({ itemId }) => itemId));
  return {
    history: {
      events,
      products: visits.length,
      entries: visits.slice(0, MAX_HISTORY).map(({ variant, type, age, weight, leadsTo }) => ({
        ...named(variant),
        type,
        ageSeconds: Math.round(age),
        weight: rounded(weight),
        leadsTo,
      })),
    },
    customer: {
      idleSeconds: Math.round(idle),
      due: due.map(({ bought, probability }) => ({ ...named(bought), probability: rounded(probability) })),
      segmented: isSegmented,
    },
    weights: blend,
    candidateCount: size,
    candidates: candidates.map(
      ({ item, parts: votes, blend: firstScore, strongest, forest: predicted, features, ...rest }) => ({
        ...named(item),
        ...rest,
        parts: roundedAll(votes),
        firstScore: rounded(firstScore),
        ...(strongest !== undefined && {
          strongest: {
            ...named(visits[strongest.visit]!.variant),
            adds: rounded(strongest.adds),
            related: strongest.isRelated,
          },
        }),
        ...(predicted !== undefined && { forest: rounded(predicted) }),
        score: rounded(rest.score),
        factors: rest.factors.map(({ by, at, factor }) => ({
          by,
          ...(at !== undefined && { at: by === "rule" ? placed(at) : at }),
          factor: rounded(factor),
        })),
        finalScore: rounded(rest.factors.reduce((product, { factor }) => product * factor, rest.score)),
        ...(features && { features: roundedAll(features) }),
      }),
    ),
    ranker:
      forest === undefined
        ? { kind: "first-stage" }
        : { kind: "forest", trees: forest.trees, firstStageShare: forest.blendShare },
    rules: {
      version,
      applied: parts.map(({ rule: { name, pin = [] } }, at) => ({
        at: placed(at),
        ...(name !== undefined && { name }),
        removed: removed.filter(({ removals }) =>
          removals.some((removal) => removal.by === "rule" && removal.rule === at),
        ).length,
        changed: candidates.filter(({ factors }) =>
          factors.some((factor) => factor.by === "rule" && factor.at === at),
        ).length,
        pinned: pin.filter((itemId) => listed.has(itemId)),
        mixed: at === mixing && diversity > 0,
      })),
    },
    removed: removed.map(({ item, parts: votes, blend: firstScore, removals }) => ({
      ...named(item),
      parts: roundedAll(votes),
      firstScore: rounded(firstScore),
      removals: removals.map((removal) => told(removal, placed)),
    })),
    diversity,
  };
}

function told(
  removal: Removal,
  placed: (at: number) => number,
): Steps["removed"][number]["removals"][number] {
  if (removal.by === "rule") return { by: "rule", at: placed(removal.rule) };
  // By the name that a request has for it.
  if (removal.by === "filter" && removal.field === "excludeItems")
    return { by: "filter", field: "excludeItemIds" };
  return removal;
}

/** The same numbers without digits that say nothing. */
const roundedAll = <Name extends string>(numbers: Readonly<Partial<Record<Name, number>>>) =>
  Object.fromEntries(
    Object.entries<number | undefined>(numbers).map(([name, value = 0]) => [name, rounded(value)]),
  ) as Record<Name, number>;
