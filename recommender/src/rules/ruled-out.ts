// What a customer has, or has in the cart, and so is not shown: for every kind of list.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Groups } from "../catalogue/groups.ts";
import type { Query } from "../scorer/query.ts";
import { MAX_CART_DAYS, settledItems } from "../scorer/visits.ts";
import type { Filter } from "./rules.ts";

const DAY = 86_400;

/**
 * The products that a query's placement and its filter's rules about the customer rule out, by the items that stand for
 * them: who has a variant has the product. Without such rules, a personal list leaves out all that is settled but not `due`
 * to be bought again, and every other list nothing but what it is about.
 */
export function ruledOut(
  query: Pick<Query, "placement" | "history" | "taken" | "now" | "rules">,
  catalogue: Catalogue,
  due: readonly number[] = [],
): ReadonlySet<number> {
  const { groups } = catalogue;
  const { placement, history, rules } = query;
  const personal = placement === "personal";
  const filter = rules?.filter ?? {};
  const about = personal ? [] : history.map(({ item }) => groups.productOf(item));
  if (!asksAboutCustomer(filter)) {
    if (!personal) return new Set(about);
    // As evaluation asks: it knows nothing but the history.
    if (query.taken === undefined) return without(productsOf(settledItems(history), groups), due, groups);
  }
  const { bought, carted, hidden, newest } = possessions(query.taken ?? history, groups);
  const now = query.now ?? newest;
  const out = new Set([...about, ...hidden]);
  if (filter.notInCart ?? personal) {
    for (const [item, time] of carted)
      if (now - time < DAY * MAX_CART_DAYS && time > (bought.get(item) ?? -Infinity)) out.add(item);
  }
  const daysAway = stayAway(filter, personal, catalogue);
  for (const [item, time] of bought) if (now - time < DAY * daysAway(item)) out.add(item);
  return asksAboutCustomer(filter) ? out : without(out, due, groups);
}

/** Those products without the ones that are due. */
function without(products: ReadonlySet<number>, due: readonly number[], groups: Groups): ReadonlySet<number> {
  return due.length === 0
    ? products
    : products.difference(new Set(due.map((item) => groups.productOf(item))));
}

/** The products of some items, by the items that stand for them. */
export function productsOf(items: ReadonlySet<number>, groups: Groups): ReadonlySet<number> {
  return groups.any ? new Set(Array.from(items, (item) => groups.productOf(item))) : items;
}

/** Whether a rule of the filter is about what the customer has or has in the cart. */
export function asksAboutCustomer({
  notInCart,
  notBoughtForDays,
  repeatable,
}: Pick<Filter, "notInCart" | "notBoughtForDays" | "repeatable">): boolean {
  return notInCart !== undefined || notBoughtForDays !== undefined || repeatable !== undefined;
}

/** When each product was bought and put into the cart last, and what was hidden. Who rated an item has it. */
function possessions(entries: NonNullable<Query["taken"]>, groups: Groups) {
  const bought = new Map<number, number>();
  const carted = new Map<number, number>();
  const hidden: number[] = [];
  let newest = -Infinity;
  for (const { item: variant, type, time } of entries) {
    const item = groups.any ? groups.productOf(variant) : variant;
    if (type === "hide") hidden.push(item);
    const times = type === "cart" ? carted : type === "purchase" || type === "rating" ? bought : undefined;
    times?.set(item, Math.max(time, times.get(item) ?? -Infinity));
    if (time > newest) newest = time;
  }
  return { bought, carted, hidden, newest };
}

/** For how many days an item stays away after it was bought. */
function stayAway(
  { notBoughtForDays, repeatable = [] }: Filter,
  personal: boolean,
  catalogue: Catalogue,
): (item: number) => number {
  const others = notBoughtForDays ?? (personal ? Infinity : 0);
  if (repeatable.length === 0) return () => others;
  /** The fewest days of each category that is bought again. */
  const daysOf = new Map<number, number>();
  for (const { categories, afterDays } of repeatable) {
    for (const category of catalogue.findCategories(categories))
      daysOf.set(category, Math.min(afterDays, daysOf.get(category) ?? Infinity));
  }
  return (item) => {
    const days = catalogue.categoriesOf(item).flatMap((category) => daysOf.get(category) ?? []);
    return days.length > 0 ? Math.min(...days) : others;
  };
}
