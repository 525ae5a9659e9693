// Why the API does not take a rule, in the words of the form.
import type { Trouble } from "../ask.ts";

const FIELDS: Readonly<Record<string, string>> = {
  name: "Name",
  placements: "The lists",
  from: "From",
  to: "Until",
  boost: "Boosts",
  pin: "Put first",
  none: "Hide",
  excludeItemIds: "Leave out",
  minStock: "Minimum stock",
  diversity: "Diversity",
  note: "Why",
  customerId: "Customer id",
  itemId: "Product id",
  itemIds: "Product id",
};

/** A sentence for each field that the API refuses, or what else it says. */
export function refusalText({ text, errors, kind }: Trouble): string {
  if (kind !== "invalid" || errors.length === 0) return text;
  return errors
    .map(({ path, message }) => {
      const field = path.split(".").find((part) => FIELDS[part] !== undefined);
      const sentence = message.endsWith(".") ? message : `${message}.`;
      return field === undefined ? sentence : `${FIELDS[field]}: ${sentence}`;
    })
    .join(" ");
}
