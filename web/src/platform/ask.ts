// Questions to the API whose failure is part of a page: an answer, or the trouble that a visitor is told of.
import { ApiError, ConnectionError, type Problem } from "@aisle/client";

/**
 * `away`: no answer from the API; `no-model`: it has nothing to recommend with yet; `missing`: it does not know
 * what was asked for; `refused`: it never takes what was asked; `failed`: anything else, such as a store that cannot be
 * used.
 */
export type Trouble = "away" | "no-model" | "missing" | "refused" | "failed";

export type Outcome<T, Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Failure };

export type Answer<T> = Outcome<T, Trouble>;

/** Waits for a call of the client, whose failure `troubleOf` puts in words. Rejects only with errors that are not the API's. */
export async function outcomeOf<T, Failure>(
  call: Promise<T>,
  troubleOf: (error: ApiError | ConnectionError) => Failure,
): Promise<Outcome<T, Failure>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof ApiError)
      return { ok: false, trouble: troubleOf(error) };
    throw error;
  }
}

/** The same in a shopper's words. */
export const ask = <T>(call: Promise<T>): Promise<Answer<T>> =>
  outcomeOf(call, (error) => (error instanceof ApiError ? troubleOf(error.problem) : "away"));

/** Not valid, body too large, address too long, headers too large: the same question gets the same answer. */
const REFUSALS = new Set([400, 413, 414, 431]);

function troubleOf({ type, status }: Problem): Trouble {
  if (type === "urn:aisle:problem:no-model") return "no-model";
  if (status === 404) return "missing";
  return REFUSALS.has(status) ? "refused" : "failed";
}
