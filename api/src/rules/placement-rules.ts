// The standing rules that are for one kind of list: compiled once for each state of the catalogue.
import type { Query, Recommender, Standing, StandingRules } from "@aisle/recommender";
import type { Rule } from "./schema.ts";

/** What rules are compiled for. */
export interface RuledModel {
  readonly recommender: Pick<Recommender, "indexOf" | "compileStanding">;
  readonly catalogue: { readonly revision: number };
}

interface Compiled {
  readonly recommender: RuledModel["recommender"];
  readonly revision: number;
  readonly standing: Standing;
  readonly pin: readonly number[];
}

/** One rule, and what it asks of an item. */
export interface RulePart {
  readonly rule: Rule;
  readonly standing: Standing;
}

type Variants = NonNullable<Query["variants"]>;

export class PlacementRules {
  readonly #rules: readonly Rule[];
  readonly #diversity: number | undefined;
  readonly #compiled = new Map<Variants, Compiled>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#diversity = rules.findLast(({ diversity }) => diversity !== undefined)?.diversity;
  }

  /** The query with these rules beneath its own: its pins come first, and its diversity counts if it has one. */
  addTo(query: Query, model: RuledModel): Query {
    const { standing, pin } = this.#compile(model, query.variants ?? "one");
    const { rules = {} } = query;
    const diversity = rules.diversity ?? this.#diversity;
    return {
      ...query,
      rules: {
        ...rules,
        standing,
        ...(pin.length > 0 && { pin: [...(rules.pin ?? []), ...pin] }),
        ...(diversity !== undefined && { diversity }),
      },
    };
  }

  /** Each of the rules by itself, in their order. */
  parts({ recommender }: Pick<RuledModel, "recommender">, variants?: Variants): RulePart[] {
    return partsOf(this.#rules, recommender, variants);
  }

  #compile({ recommender, catalogue: { revision } }: RuledModel, variants: Variants): Compiled {
    const known = this.#compiled.get(variants);
    if (known?.recommender === recommender && known.revision === revision) return known;
    const rules = this.#rules;
    const standing = recommender.compileStanding(standingOf(rules, recommender), variants);
    const pin = indicesOf(
      rules.flatMap((rule) => rule.pin ?? []),
      recommender,
    );
    const compiled = { recommender, revision, standing, pin };
    this.#compiled.set(variants, compiled);
    return compiled;
  }
}

/** Rules one by one, for whoever explains what each of them does. */
export function partsOf(
  rules: readonly Rule[],
  recommender: RuledModel["recommender"],
  variants: Variants = "one",
): RulePart[] {
  return rules.map((rule) => ({
    rule,
    standing: recommender.compileStanding(standingOf([rule], recommender), variants),
  }));
}

/** An item that is not there is looked for again when the catalogue changes. */
const indicesOf = (ids: readonly string[], recommender: Pick<Recommender, "indexOf">): number[] =>
  ids.flatMap((id) => recommender.indexOf(id) ?? []);

/** What rules say together. */
function standingOf(rules: readonly Rule[], recommender: Pick<Recommender, "indexOf">): StandingRules {
  return {
    boost: rules.flatMap(({ boost = [] }) =>
      boost.map(({ itemIds = [], ...rest }) => ({ ...rest, items: indicesOf(itemIds, recommender) })),
    ),
    none: rules.flatMap(({ none = [] }) => none),
    excludeItems: indicesOf(
      rules.flatMap(({ excludeItemIds = [] }) => excludeItemIds),
      recommender,
    ),
    minStock: Math.max(0, ...rules.map(({ minStock = 0 }) => minStock)),
  };
}
