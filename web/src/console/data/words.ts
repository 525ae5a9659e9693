// Reasons, drift and losses in the words of people.
import type { DataCheck, DataImport } from "@aisle/contract";

/** By the reason that the trainer gives; others are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  "missing-customer": "no customer",
  "missing-item": "no product",
  "missing-id": "no id",
  "missing-time": "no time",
  "impossible-time": "a time before 1995 or ahead of the clock",
  "overlong-id": "an id of more than 256 characters",
  "unknown-type": "a type of event that is not known",
  "unknown-item": "a product that the catalogue does not have",
  "negative-price": "a price below zero",
  "oversized-customer": "more events than one customer can have",
  duplicate: "the same as another row",
  unreadable: "not readable",
  "unreadable-customer": "a customer that is not readable",
  "unreadable-item": "a product that is not readable",
  "unreadable-id": "an id that is not readable",
  "unreadable-time": "a time that is not readable",
};

export const reasonText = (reason: string): string => REASONS[reason] ?? reason;

export const countText = (count: number): string => count.toLocaleString("en");

export const shareText = (share: number): string =>
  `${(share * 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;

/** What changed since the snapshot before, and from when on that is a warning. */
export function driftText({ name, finding, value, limit }: DataCheck): string {
  switch (name) {
    case "volume per day":
      return `There are ${times(value)} as many events per day as in the four weeks before (${finding}). Warns above ${times(limit)}, up or down.`;
    case "event mix":
      return `What customers do: ${finding}. Warns above ${shareText(limit)}.`;
    case "categories":
      return `The categories that they do it in: ${finding}. Warns above ${shareText(limit)}.`;
    case "new items":
      return `The catalogue: ${finding}. Warns above ${shareText(limit)}.`;
    case "median price":
      return `The median price of what they act on is ${shareText(Math.abs(value))} ${value < 0 ? "lower" : "higher"} (${finding}). Warns above ${shareText(limit)}.`;
    default:
      return `${name}: ${finding}.`;
  }
}

const times = (factor: number): string =>
  `${factor.toLocaleString("en", { maximumFractionDigits: 2 })} times`;

export function lossText({ file, column, dropped, reason, rows, of }: DataImport["losses"][number]): string {
  const where = column === undefined ? file : `${file}, column ${column}`;
  const what = dropped === "row" ? "rows" : "values";
  return `${countText(rows)} of ${countText(of)} ${what} of ${where}: ${reasonText(reason)}`;
}
