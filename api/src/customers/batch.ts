// Attributes of many customers at once: bad entries are named, and the others are kept.
import type { CustomerAttributes } from "@aisle/store";
import * as v from "valibot";
import { firstError } from "../platform/issues.ts";
import { Problem } from "../platform/problem.ts";
import { type CustomerBatchResult, NewCustomer } from "./schema.ts";

/** Errors that one answer names; `rejected` counts them all. */
const MAX_ERRORS = 100;

/** Those of the entries that are customers, and what is wrong with the others. Throws `Problem` when none is one. */
export function sortOut(entries: readonly unknown[]): {
  readonly customers: readonly CustomerAttributes[];
  readonly result: CustomerBatchResult;
} {
  const customers: CustomerAttributes[] = [];
  const errors: { index: number; error: string }[] = [];
  entries.forEach((entry, index) => {
    const parsed = v.safeParse(NewCustomer, entry);
    if (parsed.success) customers.push(parsed.output);
    else errors.push({ index, error: firstError(parsed.issues) });
  });
  const named = errors.slice(0, MAX_ERRORS);
  if (customers.length > 0)
    return { customers, result: { accepted: customers.length, rejected: errors.length, errors: named } };
  throw new Problem("all-rejected", "No customer could be accepted; see `errors`.", {
    members: {
      rejected: errors.length,
      errors: named.map(({ index, error }) => ({ path: `customers.${index}`, message: error })),
    },
  });
}
