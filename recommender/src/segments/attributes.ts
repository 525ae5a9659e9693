// What is known of customers beside what they did: their country, their device, and whatever else the shop says.

/** Values by name, of a customer or of one request. */
export type Attributes = Readonly<Record<string, string>>;

/** One value of an attribute. */
export interface AttributeValue {
  readonly name: string;
  readonly value: string;
}

/** The attributes of a log's customers, CSR by customer. */
export interface CustomerAttributes {
  /** The values that customers have, at most `MAX_ATTRIBUTE_VALUES`. */
  readonly values: readonly AttributeValue[];
  /** `Uint32Array` of length customers + 1. */
  readonly offsets: Uint32Array;
  /** Places in `values`, one of each name at most for a customer. */
  readonly codes: Uint8Array;
}

/** Values that are told apart, those of the most customers: so many, of all names together. */
export const MAX_ATTRIBUTE_VALUES = 64;

/** Fewer customers say nothing of what is popular among them, and too much of themselves. */
export const MIN_CUSTOMERS_OF_VALUE = 20;

/** What is known of one customer of a log; undefined when that is nothing. */
export function attributesOf(
  attributes: CustomerAttributes | undefined,
  customer: number,
): Attributes | undefined {
  if (attributes === undefined) return undefined;
  const { values, offsets, codes } = attributes;
  const own = Array.from(codes.subarray(offsets[customer], offsets[customer + 1]), (code) => values[code]!);
  return own.length === 0 ? undefined : Object.fromEntries(own.map(({ name, value }) => [name, value]));
}
