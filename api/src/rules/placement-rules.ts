// The standing rules that are for one kind of list: compiled once for each state of the catalogue.
import type { Query, Recommender, Standing } from "@aisle/recommender";
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

  #compile({ recommender, catalogue: { revision } }: RuledModel, variants: Variants): Compiled {
    const known = this.#compiled.get(variants);
    if (known?.recommender === recommender && known.revision === revision) return known;
    const rules = this.#rules;
    // An item that is not there is looked for again when the catalogue changes.
    const indices = (ids: readonly string[]) => ids.flatMap((id) => recommender.indexOf(id) ?? []);
    const standing = recommender.compileStanding(
      {
        boost: rules.flatMap(({ boost = [] }) =>
          boost.map(({ itemIds = [], ...rest }) => ({ ...rest, items: indices(itemIds) })),
        ),
        none: rules.flatMap(({ none = [] }) => none),
        excludeItems: indices(rules.flatMap(({ excludeItemIds = [] }) => excludeItemIds)),
        minStock: Math.max(0, ...rules.map(({ minStock = 0 }) => minStock)),
      },
      variants,
    );
    const pin = indices(rules.flatMap((rule) => rule.pin ?? []));
    const compiled = { recommender, revision, standing, pin };
    this.#compiled.set(variants, compiled);
    return compiled;
  }
}
