// Questions of the console to the API. An operator is told what went wrong and what to do, in more words than a shopper.
import { ApiError, type Client, type FieldError } from "@aisle/client";
import { type Outcome, outcomeOf } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";

export type { Outcome };

export interface Trouble {
  /** `changed`: somebody saved meanwhile; `invalid`: the API does not take what it was sent. */
  readonly kind: "away" | "forbidden" | "missing" | "changed" | "invalid" | "failed";
  /** Of the page that tells it. */
  readonly status: number;
  /** What is wrong and what to do. */
  readonly text: string;
  /** Where a question was invalid. */
  readonly errors: readonly FieldError[];
}

export type Told<T> = Outcome<T, Trouble>;

/** Waits for a call of the client. Rejects only with errors that are not the API's. */
export const ask = <T>(call: Promise<T>): Promise<Told<T>> =>
  outcomeOf(call, (error) => (error instanceof ApiError ? troubleOf(error) : AWAY));

/** Asks whether the API takes the client's key, with the scope that the console needs: rules are read with it. */
export const checkKey = (client: Client): Promise<Told<unknown>> => ask(client.getRules());

/**
 * Why nothing may be done for whoever asks that the API does not see; undefined when it may. A key may have been taken back
 * since its owner signed in, so the API has to say that it takes it. Where nobody signs in, one that does not answer is no
 * obstacle: it may be what a rollback is for.
 */
export async function refusalOf({
  client,
  consoleAsksForKey,
}: Pick<Shop, "client" | "consoleAsksForKey">): Promise<Trouble | undefined> {
  const told = await checkKey(client);
  return told.ok || (told.trouble.kind !== "forbidden" && !consoleAsksForKey) ? undefined : told.trouble;
}

const AWAY: Trouble = {
  kind: "away",
  status: 503,
  text: "The API is not answering. See whether it runs and what its log says, then load this page again.",
  errors: [],
};

function troubleOf({ problem, status }: ApiError): Trouble {
  const errors = problem.errors ?? [];
  if (problem.type === "urn:aisle:problem:no-model")
    return {
      kind: "failed",
      status: 503,
      text: "No model serves yet. The demo trains the first one by itself; elsewhere `trainer retrain` does.",
      errors,
    };
  const said = problem.detail ?? problem.title;
  switch (status) {
    case 401:
    case 403:
      return {
        kind: "forbidden",
        status: 503,
        text: "The API does not let this key do that: sign in with one that has the scope admin, or give it to the console as API_KEY.",
        errors,
      };
    case 404:
      return { kind: "missing", status: 404, text: said, errors };
    case 409:
      return { kind: "changed", status: 409, text: said, errors };
    case 400:
    case 413:
      return { kind: "invalid", status: 400, text: said, errors };
    default:
      return { kind: "failed", status: 503, text: `The API could not answer: ${said}`, errors };
  }
}
