// The error of an action that must fail.
import { MlflowError } from "../error.ts";

/** What `action` fails with; throws when it succeeds or fails with anything but an MlflowError. */
export async function errorOf(action: Promise<unknown>): Promise<MlflowError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof MlflowError) return error;
    throw error;
  }
  throw new Error("It succeeded.");
}
