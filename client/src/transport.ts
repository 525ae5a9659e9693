// Sends one request and gives back its JSON: time limits, retries, and errors with a type.
import { ApiError, ConnectionError, type Problem } from "./errors.ts";
import { isRetriedStatus, retryWait } from "./retry.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Where the API is, such as `http://127.0.0.1:3000`; a path in it is kept. */
  readonly baseUrl: string;
  readonly fetch?: Fetch;
  /** Limit for each attempt, in milliseconds; absent means 10,000. */
  readonly timeoutMs?: number;
  /** Further attempts after the first, when the API is away or busy; absent means 2. */
  readonly retries?: number;
  /** The effects of waiting, for tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
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
  /** Sent as newline-delimited JSON; read once, so the call is neither retried nor timed. */
  readonly lines?: ReadableStream<Uint8Array>;
}

export interface Transport {
  /** Resolves to the parsed body of a 2xx answer, `undefined` for 204. Throws `ApiError` or `ConnectionError`. */
  readonly send: <T>(call: Call, options?: CallOptions) => Promise<T>;
}

export function createTransport(options: TransportOptions): Transport {
  const base = parseBaseUrl(options.baseUrl);
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const timeoutMs = options.timeoutMs ?? 10_000;
  const retries = options.retries ?? 2;
  const wait = options.wait ?? Bun.sleep;
  const random = options.random ?? Math.random;
  const now = options.now ?? Date.now;

  async function attempt(call: Call, signal: AbortSignal | undefined): Promise<Response> {
    const limit = call.lines === undefined ? AbortSignal.timeout(timeoutMs) : undefined;
    const signals = [limit, signal].filter((one) => one !== undefined);
    try {
      const response = await send(address(base, call), {
        ...content(call),
        signal: AbortSignal.any(signals),
      });
      // Reading the body here keeps it inside the time limit and lets a broken one be retried.
      const body = await response.arrayBuffer();
      return new Response(response.status === 204 ? null : body, response);
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
          const response = await attempt(call, signal);
          if (response.ok) return (await readJson(response, base)) as T;
          failure = await readProblem(response);
          if (isRetriedStatus(response.status)) {
            pause = retryWait(count, response.headers.get("retry-after"), random, now);
          }
        } catch (error) {
          if (!(error instanceof ConnectionError) || error.code === "not-the-api") throw error;
          failure = error;
          pause = retryWait(count, null, random, now);
        }
        if (pause === undefined || count >= last) throw failure;
        await wait(pause);
      }
    },
  };
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
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return `${base}${call.path}${query.size === 0 ? "" : `?${query.toString()}`}`;
}

function content(call: Call): RequestInit {
  const accept = "application/json, application/problem+json";
  if (call.lines !== undefined) {
    return {
      method: call.method,
      body: call.lines,
      headers: { accept, "content-type": "application/x-ndjson" },
    };
  }
  if (call.body === undefined) return { method: call.method, headers: { accept } };
  return {
    method: call.method,
    body: JSON.stringify(call.body),
    headers: { accept, "content-type": "application/json" },
  };
}

async function readJson(response: Response, base: string): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch (cause) {
    throw new ConnectionError("not-the-api", `${base} answered ${response.status} without JSON`, { cause });
  }
}

/** A proxy's error page has no problem details: it becomes a problem of its status alone. */
async function readProblem(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const known = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  const problem: Problem = {
    ...known,
    type: known.type ?? "about:blank",
    title: known.title ?? (response.statusText === "" ? "The request failed" : response.statusText),
    status: response.status,
  };
  return new ApiError(problem, requestId);
}
