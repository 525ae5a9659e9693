// The message of a rejection, for tests of what fails.

/** Resolves to the message that `promise` rejects with, or to `undefined` when it does not. */
export function failureOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
