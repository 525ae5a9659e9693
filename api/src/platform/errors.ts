// Turns whatever a request throws into a problem.
import { StoreError } from "@aisle/store";
import { NotFoundError, ParseError } from "elysia";
import { Problem } from "./problem.ts";

/**
 * The problem that an error is for the caller; `internal-error` when it is a fault of ours. `methods` gives those that
 * the address takes.
 */
export function toProblem(error: unknown, methods: () => readonly string[]): Problem {
  if (error instanceof Problem) return error;
  // Elysia wraps what a body parser throws.
  if (error instanceof ParseError)
    return error.cause instanceof Problem
      ? error.cause
      : new Problem("malformed-json", "The body could not be read.");
  if (error instanceof NotFoundError) return unknownAddress(methods().join(", "));
  if (error instanceof StoreError && error.code === "invalid")
    return new Problem("invalid-request", "The store does not take these values.");
  if (error instanceof StoreError)
    return new Problem("store-unavailable", "Try again in a moment.", { headers: { "retry-after": "1" } });
  return new Problem("internal-error", "The fault is on this side; the log says more under the request id.");
}

function unknownAddress(allow: string): Problem {
  if (allow === "") return new Problem("unknown-route", "See /openapi.json for the addresses there are.");
  return new Problem("method-not-allowed", `The address takes ${allow}.`, { headers: { allow } });
}
