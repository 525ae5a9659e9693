// What a customer has, or has in the cart, and so is not shown: for every kind of list.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Query } from "../scorer/query.ts";
import { settledItems } from "../scorer/visits.ts";
import type { Filter, Repeatable } from "./rules.ts";

const DAY = 86_400;

/**
 * The items that a query's placement and its filter's rules about the customer rule out. Without such rules, a personal
 * list leaves out all that is settled, and every other list nothing but the items it is about.
 */
export function ruledOut(
  query: Pick<Query, "placement" | "history" | "taken" | "now" | "rules">,
  catalogue: Catalogue,
): ReadonlySet<number> {
  const { placement, history, rules } = query;
  const personal = placement === "personal";
  const filter = rules?.filter ?? {};
  const about = personal ? [] : history.map(({ item }) => item);
  if (!asksAboutCustomer(filter)) return personal ? settledItems(history) : new Set(about);
  const hidden = history.filter(({ type }) => type === "hide").map(({ item }) => item);
  const { bought, inCart } = possessions(query.taken ?? history);
  const now = query.now ?? Array.from(bought.values()).reduce((a, b) => Math.max(a, b), 0);
  return new Set([
    ...about,
    ...hidden,
    ...((filter.notInCart ?? personal) ? inCart : []),
    ...Array.from(bought)
      .filter(([item, time]) => now - time < DAY * daysAway(item, filter, personal, catalogue))
      .map(([item]) => item),
  ]);
}

/** Whether a rule of the filter is about what the customer has or has in the cart. */
export function asksAboutCustomer({
  notInCart,
  notBoughtForDays,
  repeatable,
}: Pick<Filter, "notInCart" | "notBoughtForDays" | "repeatable">): boolean {
  return notInCart !== undefined || notBoughtForDays !== undefined || repeatable !== undefined;
}

/** When each item was bought last, and what was put into the cart after that. Who rated an item has it. */
function possessions(entries: NonNullable<Query["taken"]>): {
  bought: ReadonlyMap<number, number>;
  inCart: readonly number[];
} {
  const bought = new Map<number, number>();
  const carted = new Map<number, number>();
  for (const { item, type, time } of entries) {
    const times = type === "cart" ? carted : type === "purchase" || type === "rating" ? bought : undefined;
    times?.set(item, Math.max(time, times.get(item) ?? -Infinity));
  }
  const inCart = Array.from(carted)
    .filter(([item, time]) => time > (bought.get(item) ?? -Infinity))
    .map(([item]) => item);
  return { bought, inCart };
}

/** For how many days an item stays away after it was bought. */
function daysAway(
  item: number,
  { notBoughtForDays, repeatable = [] }: Filter,
  personal: boolean,
  catalogue: Catalogue,
): number {
  const days = repeatable
    .filter(({ categories }) => isOf(item, categories, catalogue))
    .map(({ afterDays }) => afterDays);
  if (days.length > 0) return Math.min(...days);
  return notBoughtForDays ?? (personal ? Infinity : 0);
}

function isOf(item: number, categories: Repeatable["categories"], catalogue: Catalogue): boolean {
  const wanted = catalogue.findCategories(categories);
  return catalogue.categoriesOf(item).some((category) => wanted.has(category));
}
