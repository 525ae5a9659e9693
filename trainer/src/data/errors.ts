// The faults of reading, checking and freezing data, each with a sentence that says what to do.

export type DataErrorCode =
  | "unknown-layout"
  | "bad-mapping"
  | "needs-secret"
  | "unreadable"
  | "missing-columns"
  | "empty"
  | "ambiguous"
  | "too-faulty"
  | "too-large"
  | "damaged-snapshot"
  | "not-validated";

/** A fault of the data that its owner can act on. */
export class DataError extends Error {
  override readonly name = "DataError";
  constructor(
    readonly code: DataErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
