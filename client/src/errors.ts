// What can go wrong between a caller and the API.

/** Where a request was invalid: `path` in dots, empty for the whole of it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** RFC 9457 problem details, as the API sends them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  /** Members that one kind of problem adds, such as `results` of events. */
  readonly [member: string]: unknown;
}

/** The API answered that it could not do what was asked. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  constructor(
    readonly problem: Problem,
    /** Names the request in the API's log. */
    readonly requestId: string | undefined,
  ) {
    super(describe(problem));
    this.status = problem.status;
  }
}

/** No usable answer came: the API is away, too slow, or something else answers at its address. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  constructor(
    readonly code: "unreachable" | "timeout" | "not-the-api",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

function describe(problem: Problem): string {
  const fields = (problem.errors ?? [])
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
  return [`${problem.status} ${problem.title}`, problem.detail, fields].filter(Boolean).join(" - ");
}
