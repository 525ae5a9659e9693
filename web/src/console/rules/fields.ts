// The form of a rule: its fields as text, and the rule that they say.
import type { Boost, Condition, Rule } from "@aisle/client";
import { instantOf, localField } from "../local-time.ts";
import { isKind } from "./words.ts";

export type Form = Readonly<Record<string, string | string[] | undefined>>;

export interface BoostFields {
  readonly factor: string;
  /** One a line, like those that follow. */
  readonly categories: string;
  readonly brands: string;
  readonly itemIds: string;
}

export interface RuleFields {
  readonly name: string;
  /** Kinds of lists that are ticked. */
  readonly kinds: readonly string[];
  /** Labels of placements, one a line. */
  readonly labels: string;
  readonly from: string;
  readonly to: string;
  readonly boosts: readonly BoostFields[];
  readonly pin: string;
  readonly hideCategories: string;
  readonly hideBrands: string;
  readonly hideAttributes: string;
  readonly excludeItemIds: string;
  readonly minStock: string;
  readonly diversity: string;
}

/** The service takes no larger form and not more fields; one line of boosts is four fields. */
const MAX_RULE_CHARACTERS = 20_000;
const MAX_BOOSTS = 40;

/** Whether the form can hold the rule; others are changed by the API. */
export const fitsForm = (rule: Rule): boolean =>
  JSON.stringify(rule).length <= MAX_RULE_CHARACTERS && (rule.boost ?? []).length <= MAX_BOOSTS;

const lines = (values: readonly string[] = []): string => values.join("\n");

/** The fields that show a rule. */
export function fieldsOfRule(rule: Rule): RuleFields {
  const { placements = [], none = [] } = rule;
  return {
    name: rule.name ?? "",
    kinds: placements.filter(isKind),
    labels: lines(placements.filter((placement) => !isKind(placement))),
    from: rule.from === undefined ? "" : localField(rule.from),
    to: rule.to === undefined ? "" : localField(rule.to),
    boosts: (rule.boost ?? []).map(({ factor, categories, brands, itemIds }) => ({
      factor: String(factor),
      categories: lines(categories),
      brands: lines(brands),
      itemIds: lines(itemIds),
    })),
    pin: lines(rule.pin),
    hideCategories: lines(none.flatMap((one) => ("category" in one ? one.category : []))),
    hideBrands: lines(none.flatMap((one) => ("brand" in one ? one.brand : []))),
    hideAttributes: lines(none.flatMap((one) => ("attribute" in one ? one.attribute : []))),
    excludeItemIds: lines(rule.excludeItemIds),
    minStock: rule.minStock === undefined ? "" : String(rule.minStock),
    diversity: rule.diversity === undefined ? "" : String(rule.diversity),
  };
}

/** All values of a field, in the order of the form. */
const all = (form: Form, name: string): string[] => [form[name] ?? []].flat();
/** The value of a field that is there once; the first of several. */
export const one = (form: Form, name: string): string => all(form, name)[0] ?? "";

/** The fields as they were sent. */
export function fieldsOfForm(form: Form): RuleFields {
  const text = (name: string): string => one(form, name);
  const [categories, brands, itemIds] = ["boostCategories", "boostBrands", "boostItems"].map((name) =>
    all(form, name),
  );
  const boosts = all(form, "boostFactor").map((factor, at) => ({
    factor,
    categories: categories?.[at] ?? "",
    brands: brands?.[at] ?? "",
    itemIds: itemIds?.[at] ?? "",
  }));
  return {
    name: text("name"),
    kinds: all(form, "kind").filter(isKind),
    labels: text("labels"),
    from: text("from"),
    to: text("to"),
    boosts: boosts.filter((boost) => Object.values(boost).some((value) => value.trim() !== "")),
    pin: text("pin"),
    hideCategories: text("hideCategories"),
    hideBrands: text("hideBrands"),
    hideAttributes: text("hideAttributes"),
    excludeItemIds: text("excludeItemIds"),
    minStock: text("minStock"),
    diversity: text("diversity"),
  };
}

/** The rule that the fields say, and sentences on those that say nothing usable. The API looks at the rest. */
export function ruleOf(fields: RuleFields): { readonly rule: Rule; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const number = (label: string, text: string): number | undefined => {
    const trimmed = text.trim();
    if (trimmed === "") return undefined;
    const value = Number(trimmed.replace(",", "."));
    if (Number.isFinite(value)) return value;
    errors.push(`${label} is “${trimmed}”: it must be a number.`);
    return undefined;
  };
  const time = (label: string, text: string): string | undefined => {
    if (text === "") return undefined;
    const instant = instantOf(text);
    if (instant === undefined) errors.push(`${label} is “${text}”: it must be a day and a time.`);
    return instant;
  };
  const boost = fields.boosts.flatMap((given, at): Boost[] => {
    const factor = number(`The factor of boost ${at + 1}`, given.factor);
    const { categories, brands, itemIds } = given;
    const what = present({
      categories: listOf(categories),
      brands: listOf(brands),
      itemIds: listOf(itemIds),
    });
    if (given.factor.trim() === "") errors.push(`Boost ${at + 1} needs a factor, such as 1.5.`);
    if (Object.keys(what).length === 0)
      errors.push(`Boost ${at + 1} needs a category, a brand or a product that it is for.`);
    return factor === undefined ? [] : [{ ...what, factor }];
  });
  const none: Condition[] = [
    ...listOf(fields.hideCategories).map((category) => ({ category })),
    ...listOf(fields.hideBrands).map((brand) => ({ brand })),
    ...listOf(fields.hideAttributes).map((attribute) => ({ attribute })),
  ];
  const name = fields.name.trim();
  const rule = present({
    name: name === "" ? undefined : name,
    placements: [...fields.kinds, ...listOf(fields.labels)],
    from: time("“From”", fields.from),
    to: time("“Until”", fields.to),
    boost,
    pin: listOf(fields.pin),
    none,
    excludeItemIds: listOf(fields.excludeItemIds),
    minStock: number("The minimum stock", fields.minStock),
    diversity: number("Diversity", fields.diversity),
  });
  return { rule, errors };
}

/** The lines that are not blank, each once. */
const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

type Present<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Without the fields that are undefined or an empty list. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Present<Fields>;
}
