// Why the rules removed an item: asked of the same compiled rules, one at a time.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { EventType } from "../events.ts";
import { compileFilter } from "../rules/compile.ts";
import { ruledOut } from "../rules/ruled-out.ts";
import type { Filter } from "../rules/rules.ts";
import type { Standing } from "../rules/standing.ts";
import type { Query } from "../scorer/query.ts";

/** One thing that keeps an item out of a list. */
export type Removal =
  /** Of the catalogue. */
  | { readonly by: "catalogue"; readonly why: "removed" | "hidden" | "sold-out" }
  /** What the customer did with the product. */
  | { readonly by: "customer"; readonly did: EventType }
  /** A field of the request's filter. */
  | { readonly by: "filter"; readonly field: keyof Filter }
  /** A standing rule, by its place. */
  | { readonly by: "rule"; readonly rule: number };

/** What a customer does that takes a product out of their lists, the plainest reason first. */
const SETTLING: readonly EventType[] = ["hide", "purchase", "rating", "cart"];

/** The parts of a filter that an item itself passes or not. */
const FIELDS = ["all", "any", "none", "categories", "brands", "price"] as const;

/** Says of any item what keeps it out of the list of `query`; nothing for one that is allowed. */
export function removalsOf(
  query: Query,
  catalogue: Catalogue,
  due: readonly number[],
  standing: readonly Standing[],
): (item: number) => readonly Removal[] {
  const { groups } = catalogue;
  const filter = query.rules?.filter ?? {};
  const taken = query.taken ?? query.history;
  const now = query.now ?? taken.reduce((newest, { time }) => Math.max(newest, time), -Infinity);
  const settled = SETTLING.map((did) => {
    const only = taken.filter(({ type }) => type === did);
    return { did, out: ruledOut({ ...query, taken: only, now }, catalogue, due) };
  });
  const unwanted = new Set(filter.excludeItems?.flatMap((item) => [item, groups.productOf(item)]));
  const fields = FIELDS.map((field) => ({
    field,
    passes: compileFilter(catalogue, { [field]: filter[field] }),
  }));
  return (item) => {
    const removals: Removal[] = [];
    if (!catalogue.has(item)) return [{ by: "catalogue", why: "removed" }];
    if (!catalogue.isAvailable(item)) removals.push({ by: "catalogue", why: "hidden" });
    else if (filter.inStock !== false && !catalogue.isForSale(item))
      removals.push({ by: "catalogue", why: "sold-out" });
    const done = settled.find(({ out }) => out.has(groups.productOf(item)));
    if (done !== undefined) removals.push({ by: "customer", did: done.did });
    // What the customer hid is excluded as if the request had said so.
    else if (unwanted.has(item) || (query.variants !== "all" && unwanted.has(groups.productOf(item))))
      removals.push({ by: "filter", field: "excludeItems" });
    for (const { field, passes } of fields)
      if (passes?.(item) === false) removals.push({ by: "filter", field });
    standing.forEach(({ allows }, rule) => {
      if (allows?.(item) === false) removals.push({ by: "rule", rule });
    });
    return removals;
  };
}
