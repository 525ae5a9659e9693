// What can go wrong between the trainer and MLflow, as errors that say what to do about it.
import { redactUrls } from "@aisle/platform";

/**
 * - `unreachable`: no useful answer in time, after retries; a rerun may complete the work.
 * - `rejected`: MLflow answered and said no.
 * - `not-found`: MLflow does not have what was asked for.
 * - `exists`: MLflow already has something of that name.
 * - `not-mlflow`: something answered, but not as MLflow 3 does.
 * - `invalid`: refused here, because MLflow would have rejected or silently changed it.
 * - `corrupt`: what MLflow holds is not what was sent, or nothing that Aisle would write.
 * - `local`: a file or folder of this machine is in the way.
 */
export type MlflowErrorCode =
  "unreachable" | "rejected" | "not-found" | "exists" | "not-mlflow" | "invalid" | "corrupt" | "local";

/** Its message repeats no password of an address. */
export class MlflowError extends Error {
  override readonly name: string = "MlflowError";
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(redactUrls(message), options);
  }
}

/** One attempt failed in a way that another may not; `answered` tells a failing server from a silent one. */
export class TransientFault extends MlflowError {
  override readonly name = "TransientFault";
  constructor(
    message: string,
    readonly answered: boolean,
    options?: ErrorOptions,
  ) {
    super("unreachable", message, options);
  }
}

export function isMlflowError(error: unknown, code: MlflowErrorCode): error is MlflowError {
  return error instanceof MlflowError && error.code === code;
}

/** What `answer` gives, or undefined when MLflow does not have it. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMlflowError(error, "not-found")) return undefined;
    throw error;
  }
}

/** What `action` gives; its failure becomes an MlflowError `local` that begins with `what`. */
export async function orLocal<T>(what: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw new MlflowError("local", `${what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
