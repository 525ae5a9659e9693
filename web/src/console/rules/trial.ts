// The list that a rule is tried on, from the fields of the form.
import type { PreviewQuestion, Rule } from "@aisle/client";
import { instantOf } from "../local-time.ts";
import { type Form, one } from "./fields.ts";
import { LISTS_TO_TRY, type TryFields } from "./rule-form.tsx";
import { isKind } from "./words.ts";

const LIMIT = 10;

/** The fields as they were sent. */
export const triedOf = (form: Form): TryFields => ({
  list: one(form, "tryList") || LISTS_TO_TRY[0][0],
  customerId: one(form, "tryCustomer").trim(),
  itemId: one(form, "tryItem").trim(),
  at: one(form, "tryAt"),
});

/** The question, when its list is made, and sentences on fields that cannot be used. */
export function questionOf(tried: TryFields, rule: Rule) {
  const errors: string[] = [];
  const at = tried.at === "" ? undefined : instantOf(tried.at);
  if (tried.at !== "" && at === undefined)
    errors.push(`The time to try it at is “${tried.at}”: it must be a day and a time.`);
  // A rule for single places is tried in the first of them.
  const placement = rule.placements?.find((label) => !isKind(label));
  const common = {
    limit: LIMIT,
    includeItems: true,
    ...(placement !== undefined && { placement }),
    ...(tried.customerId !== "" && { customerId: tried.customerId }),
  };
  const { list, itemId } = tried;
  const isAbout = list === "similar" || list === "bought-together" || list === "cart";
  if (isAbout && itemId === "") errors.push("To try it on this list, name a product.");
  return { question: question(list, itemId, common), at, errors };
}

function question(
  list: string,
  itemId: string,
  common: Omit<PreviewQuestion, "list" | "itemId" | "itemIds">,
): PreviewQuestion {
  switch (list) {
    case "similar":
    case "bought-together":
      return { list, itemId, ...common };
    case "cart":
      return { list, itemIds: [itemId], ...common };
    case "trending":
      return { list, ...common };
    default:
      return { list: "personal", ...common };
  }
}
