// What a customer has, or has in the cart, and so is not shown: for every kind of list.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Groups } from "../catalogue/groups.ts";
import type { Query } from "../scorer/query.ts";
import { MAX_CART_DAYS } from "../scorer/visits.ts";
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
  const asks = asksAboutCustomer(filter);
  if (!personal && !asks) return new Set(about);
  const { bought, carted, hidden, newest } = possessions(query.taken ?? history, groups);
  const now = query.now ?? newest;
  const out = new Set([...about, ...hidden]);
  if (filter.notInCart ?? personal) {
    carted.forEach((time, item) => {
      if (now - time < DAY * MAX_CART_DAYS && time > (bought.get(item) ?? -Infinity)) out.add(item);
    });
  }
  const daysAway = stayAway(filter, personal, catalogue);
  const again = asks ? [] : due.map((item) => groups.productOf(item));
  bought.forEach((time, item) => {
    if (!again.includes(item) && now - time < DAY * daysAway(item)) out.add(item);
  });
  return out;
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
