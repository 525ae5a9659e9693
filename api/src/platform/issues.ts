// Turns valibot's issues into sentences for the caller.
import * as v from "valibot";
import type { FieldError } from "./problem.ts";

/** One error for each issue, with its path in dots. */
export function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldError[] {
  return issues.map((issue) => ({ path: v.getDotPath(issue) ?? "", message: sentence(issue) }));
}

/** The first issue in one line, such as `price: expected a number`. */
export function firstError(issues: readonly v.BaseIssue<unknown>[]): string {
  const [first] = fieldErrors(issues);
  if (first === undefined) return "The value is not valid.";
  return first.path === "" ? first.message : `${first.path}: ${first.message}`;
}

function sentence(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "strict_object" && issue.expected === "never") return "Unknown field.";
  if (issue.received === "undefined" && issue.kind === "schema") return "Required, but absent.";
  return issue.message;
}
