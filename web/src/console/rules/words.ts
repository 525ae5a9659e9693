// A rule in the words of a shop: what it does, where, and when.
import type { Boost, Condition, Rule } from "@aisle/client";
import { timeText } from "../local-time.ts";

/** Kinds of lists, as the API names them, in words. */
export const KINDS = [
  ["personal", "lists for a customer"],
  ["similar", "similar products"],
  ["bought-together", "products bought together"],
  ["cart", "what goes with a cart"],
  ["trending", "what is trending"],
] as const;

const KIND_NAMES: ReadonlySet<string> = new Set(KINDS.map(([kind]) => kind));

/** Whether a rule's placement names a kind of lists, and not the label of a single place. */
export const isKind = (placement: string): boolean => KIND_NAMES.has(placement);

/** Labels that the demo shop gives its own lists. */
const OWN_LISTS: Readonly<Record<string, string>> = {
  "web-for-you": "the home page’s row “For you”",
  "web-because": "the home page’s row “Because you …”",
  "web-trending": "the home page’s row “Trending”",
  "web-category": "the row on category pages",
  "web-similar": "“Similar” on product pages",
  "web-bought-together": "“Goes well with it” on product pages",
};

const WORDS = new Map<string, string>([...KINDS, ...Object.entries(OWN_LISTS)]);

/** Ids and labels that one sentence names. */
const MAX_NAMED = 6;

export function named(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function boostText({ categories = [], brands = [], itemIds = [], factor }: Boost): string {
  const what = named([...categories, ...brands, ...itemIds]);
  return `${factor < 1 ? "Lowers" : "Boosts"} ${what === "" ? "nothing" : what} ×${factor}`;
}

const conditionText = (condition: Condition): string => Object.values<string>(condition).join();

/** One sentence without its stop for each thing that the rule does. */
export function effectsOf(rule: Rule): string[] {
  const { boost = [], pin = [], none = [], excludeItemIds = [], minStock, diversity } = rule;
  return [
    ...boost.map(boostText),
    ...(pin.length > 0 ? [`Puts ${named(pin)} first`] : []),
    ...(none.length > 0 ? [`Hides ${named(none.map(conditionText))}`] : []),
    ...(excludeItemIds.length > 0 ? [`Leaves out ${named(excludeItemIds)}`] : []),
    ...(minStock === undefined ? [] : [`Hides what has fewer than ${minStock} in stock`]),
    ...(diversity === undefined ? [] : [`Mixes kinds of products, ${diversity} of 1`]),
  ];
}

/** "In every list", or in which. */
export function listsText({ placements = [] }: Rule): string {
  if (placements.length === 0) return "In every list";
  return `In ${named(placements.map((placement) => WORDS.get(placement) ?? `the list “${placement}”`))}`;
}

export type State = "in force" | "not yet" | "over";

export function stateOf({ from, to }: Rule, now: number): State {
  if (to !== undefined && Date.parse(to) <= now) return "over";
  return from !== undefined && Date.parse(from) > now ? "not yet" : "in force";
}

/** "always", "from …", "until …" or both. */
export function whenText({ from, to }: Rule): string {
  const parts = [
    ...(from === undefined ? [] : [`from ${timeText(from)}`]),
    ...(to === undefined ? [] : [`until ${timeText(to)}`]),
  ];
  return parts.length === 0 ? "always" : parts.join(" ");
}

/** What the API says of its own fields, by the places that people see: "Rule 2" instead of "rules.1". */
export const warningText = (warning: string): string =>
  warning.replace(/^rules\.(\d+)/, (_, at: string) => `Rule ${Number(at) + 1}`);

/** What people call the rule: its name, or the first thing that it does. */
export const ruleName = (rule: Rule): string => rule.name ?? effectsOf(rule)[0] ?? "A rule";
