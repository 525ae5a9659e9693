// What goes wrong, in the form that callers get: RFC 9457 problem details.

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

const KINDS = {
  "malformed-json": { status: 400, title: "The body is not JSON" },
  "invalid-request": { status: 400, title: "The request is not valid" },
  "all-rejected": { status: 400, title: "Nothing in the request could be accepted" },
  unauthorized: { status: 401, title: "The caller is not known" },
  forbidden: { status: 403, title: "The key does not allow this" },
  "unknown-item": { status: 404, title: "There is no such item" },
  "unknown-event": { status: 404, title: "There is no such event" },
  "unknown-customer": { status: 404, title: "Nothing is known of this customer" },
  "unknown-version": { status: 404, title: "There is no such version of the rules" },
  "unknown-route": { status: 404, title: "There is no such address" },
  "method-not-allowed": { status: 405, title: "The address does not take this method" },
  "body-too-slow": { status: 408, title: "The body took too long" },
  "rules-changed": { status: 409, title: "Somebody saved other rules meanwhile" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "address-too-long": { status: 414, title: "The address is too long" },
  "wrong-host": { status: 421, title: "The request is for another host" },
  "unsupported-media-type": { status: 415, title: "The body has an unsupported type" },
  "too-many-requests": { status: 429, title: "The key's rate is used up" },
  "internal-error": { status: 500, title: "The service failed" },
  "no-model": { status: 503, title: "No model serves yet" },
  overloaded: { status: 503, title: "The service has too much to do" },
  "store-unavailable": { status: 503, title: "The store cannot be used now" },
} as const;

export type ProblemKind = keyof typeof KINDS;

/** Where in a request something is wrong: `path` in dots, such as `boost.0.factor`; empty for the whole. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** RFC 9457 members; kinds may add their own, such as `results`. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

interface ProblemExtras {
  /** Members that this problem adds to the standard ones. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere in a request: the error handler turns it into the response. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    { members = {}, headers = {} }: ProblemExtras = {},
  ) {
    super(detail);
    this.status = KINDS[kind].status;
    this.headers = headers;
    this.#members = members;
  }

  /** The same, with another sentence and further members. */
  with(sentence: string, members: Readonly<Record<string, unknown>>): Problem {
    return new Problem(this.kind, `${this.detail} ${sentence}`, {
      members: { ...this.#members, ...members },
      headers: this.headers,
    });
  }

  /** The body of the response. `instance` is the address that was asked. */
  details(instance: string): ProblemDetails {
    const { status, title } = KINDS[this.kind];
    return {
      type: `urn:aisle:problem:${this.kind}`,
      title,
      status,
      detail: this.detail,
      instance,
      ...this.#members,
    };
  }
}

export const unknownItem = (itemId: string): Problem =>
  new Problem("unknown-item", `The catalogue has no item "${itemId}".`);

/** A request whose fields are wrong, with each of them named. */
export const invalidRequest = (errors: readonly FieldError[]): Problem =>
  new Problem("invalid-request", "See `errors` for what to change.", { members: { errors } });
