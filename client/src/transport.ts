// Sends one request and gives back its JSON: time limits, retries, and errors with a type.
import { ApiError, ConnectionError, type FieldError, type Problem } from "./errors.ts";
import { isRetriedStatus, retryWait } from "./retry.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Where the API is, such as `http://127.0.0.1:3000`; a path in it is kept. */
  readonly baseUrl: string;
  /** A key of the API, or what says which for each attempt; absent where it takes callers without one. */
  readonly apiKey?: string | (() => string | undefined) | undefined;
  readonly fetch?: Fetch;
  /** Limit for each attempt, in milliseconds; absent means 10,000. */
  readonly timeoutMs?: number;
  /** Further attempts after the first, when the API is away or busy; absent means 2. */
  readonly retries?: number;
  /** The effects of waiting, for tests. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly random?: () => number;
  readonly now?: () => number;
}

export interface CallOptions {
  /** Gives the call up; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path under the base URL, already encoded. */
  readonly path: string;
  /** Arrays become repeated parameters; undefined ones are left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether it may take as long as it takes. */
  readonly isUntimed?: boolean;
  /** Sent as newline-delimited JSON; read once, so the call is neither retried nor timed. */
  readonly lines?: ReadableStream<Uint8Array>;
}

export interface Transport {
  /** Resolves to the parsed body of the answer, `undefined` for 204. Throws `ApiError` or `ConnectionError`. */
  readonly send: <T>(call: Call, options?: CallOptions) => Promise<T>;
}

interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** Throws `TypeError` when the base URL is not an http address. */
export function createTransport(options: TransportOptions): Transport {
  const base = parseBaseUrl(options.baseUrl);
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const { apiKey } = options;
  const keyNow = typeof apiKey === "function" ? apiKey : () => apiKey;
  const timeoutMs = options.timeoutMs ?? 10_000;
  const retries = options.retries ?? 2;
  const wait = options.wait ?? pauseFor;
  const random = options.random ?? Math.random;
  const now = options.now ?? Date.now;

  async function attempt(call: Call, signal: AbortSignal | undefined): Promise<Answer> {
    const isUntimed = call.isUntimed === true || call.lines !== undefined;
    const limit = isUntimed ? undefined : AbortSignal.timeout(timeoutMs);
    const signals = [limit, signal].filter((one) => one !== undefined);
    try {
      const response = await send(address(base, call), {
        ...content(call, keyNow()),
        signal: AbortSignal.any(signals),
      });
      // Reading the body here keeps it inside the time limit and lets a broken one be retried.
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      if (limit?.aborted === true) {
        throw new ConnectionError("timeout", `${base} did not answer within ${timeoutMs} ms`, { cause });
      }
      throw new ConnectionError("unreachable", `${base} cannot be reached: ${String(cause)}`, { cause });
    }
  }

  return {
    async send<T>(call: Call, { signal }: CallOptions = {}): Promise<T> {
      const last = call.lines === undefined ? retries : 0;
      for (let count = 0; ; count++) {
        signal?.throwIfAborted();
        let failure: ApiError | ConnectionError;
        let pause: number | undefined;
        try {
          const answer = await attempt(call, signal);
          if (answer.response.ok) return readJson(answer, base) as T;
          failure = readProblem(answer);
          if (isRetriedStatus(failure.status)) {
            pause = retryWait(count, answer.response.headers.get("retry-after"), random, now);
          }
        } catch (error) {
          if (!(error instanceof ConnectionError) || error.code === "not-the-api") throw error;
          failure = error;
          pause = retryWait(count, null, random, now);
        }
        if (pause === undefined || count >= last) throw failure;
        await wait(pause, signal);
      }
    },
  };
}

/** Waits, or less when the signal is aborted. */
function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}

function parseBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new TypeError(
      `baseUrl must be an http or https address such as http://127.0.0.1:3000, not "${baseUrl}"`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function address(base: string, call: Call): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined) continue;
    for (const one of asParameters(value)) query.append(name, one);
  }
  return `${base}${call.path}${query.size === 0 ? "" : `?${query.toString()}`}`;
}

/** The API reads one value with commas as a list of several, repeated ones as they are: so this one is said twice. */
function asParameters(value: string | number | boolean | readonly string[]): readonly string[] {
  if (typeof value !== "object") return [String(value)];
  const [only, ...others] = value;
  return others.length === 0 && only?.includes(",") === true ? [only, only] : value;
}

function content(call: Call, apiKey: string | undefined): RequestInit {
  const common = {
    accept: "application/json, application/problem+json",
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  };
  if (call.lines !== undefined) {
    return {
      method: call.method,
      body: call.lines,
      headers: { ...common, "content-type": "application/x-ndjson" },
    };
  }
  if (call.body === undefined) return { method: call.method, headers: common };
  return {
    method: call.method,
    body: JSON.stringify(call.body),
    headers: { ...common, "content-type": "application/json" },
  };
}

function readJson({ response, text }: Answer, base: string): unknown {
  if (response.status === 204) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConnectionError("not-the-api", `${base} answered ${response.status} without JSON`, { cause });
  }
}

/** A proxy's error page has no problem details: it becomes a problem of its status alone. */
function readProblem({ response, text }: Answer): ApiError {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const { errors, ...known } = parseObject(text);
  const problem: Problem = {
    ...known,
    ...(isFieldErrors(errors) && { errors }),
    type: typeof known["type"] === "string" ? known["type"] : "about:blank",
    title: typeof known["title"] === "string" ? known["title"] : response.statusText || "The request failed",
    status: response.status,
  };
  return new ApiError(problem, requestId);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
  } catch {
    return {};
  }
}

function isFieldErrors(errors: unknown): errors is FieldError[] {
  return (
    Array.isArray(errors) &&
    errors.every(
      (error: Partial<FieldError> | null) =>
        typeof error?.path === "string" && typeof error.message === "string",
    )
  );
}
