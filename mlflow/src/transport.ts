// HTTP to one MLflow server: time limits, retries with backoff, few requests at once, answers parsed by schema.
import { readBoundedText, redactUrls } from "@aisle/platform";
import * as v from "valibot";
import { isMlflowError, MlflowError, TransientFault } from "./error.ts";
import { Slots } from "./slots.ts";
import { shorten } from "./texts.ts";

export interface Clock {
  /** Milliseconds since the epoch, an integer. */
  now(): number;
  /** Milliseconds since some moment, which nobody sets back. */
  elapsed(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A user of an MLflow with `--app-name basic-auth`. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface TransportOptions {
  /** Where MLflow answers, for example `http://127.0.0.1:5000`. */
  readonly trackingUri: string;
  /** Undefined: MLflow is asked without a user. */
  readonly login?: Login | undefined;
  /** Time for one attempt, in milliseconds; transfers get more by their size. Default 20,000. */
  readonly attemptTimeoutMs?: number;
  /** No further attempt starts this long after the first, in milliseconds. Default 60,000. */
  readonly giveUpAfterMs?: number;
  readonly clock?: Clock;
  /** Told, in a sentence, before each wait. */
  readonly onRetry?: (message: string) => void;
}

/** A call of the REST API: `path` is relative to `/api/2.0/`, as in `Exchange`. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Not repeated here after a fault: the caller looks first whether it took effect (see `findOrCreate`). */
  readonly once?: boolean;
}

/** Any request; `bytes` is the expected size of what is moved. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body?: Blob | string;
  readonly contentType?: string;
  readonly bytes?: number;
  readonly once?: boolean;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A transfer slower than this (bytes per millisecond, about 1 MB/s) counts as stuck. */
const SLOWEST_TRANSFER = 1_000;
/** MLflow's SQLite store answers parallel writers with faults; four is what it takes gladly. */
const REQUESTS_AT_ONCE = 4;
/** Of an answer in JSON: a page of 1,000 runs with their tags is a tenth of it. */
const MAX_ANSWER_BYTES = 32 * 1_048_576;
const MAX_FAILURE_BYTES = 65_536;

const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds) => Bun.sleep(milliseconds),
};

/** What its login answers to a user who may not; it is no JSON. */
const PERMISSION_DENIED = "Permission denied";

const failureSchema = v.object({ error_code: v.string(), message: v.optional(v.string(), "") });

export class Transport {
  readonly trackingUri: string;
  readonly clock: Clock;
  readonly #attemptTimeoutMs: number;
  readonly #giveUpAfterMs: number;
  readonly #onRetry: (message: string) => void;
  readonly #slots = new Slots(REQUESTS_AT_ONCE);
  readonly #authorization: Readonly<Record<string, string>>;

  /** @throws MlflowError `invalid` when the tracking URI is not an http(s) address without a password. */
  constructor(options: TransportOptions) {
    this.trackingUri = httpAddress(options.trackingUri);
    this.#authorization = authorizationOf(options.login);
    this.clock = options.clock ?? systemClock;
    this.#attemptTimeoutMs = options.attemptTimeoutMs ?? 20_000;
    this.#giveUpAfterMs = options.giveUpAfterMs ?? 60_000;
    this.#onRetry = options.onRetry ?? (() => {});
  }

  /** Sends a call of the REST API and returns its answer, parsed by `schema`. */
  async call<Schema extends v.GenericSchema>(schema: Schema, call: Call): Promise<v.InferOutput<Schema>> {
    const query = call.query ? `?${new URLSearchParams(call.query).toString()}` : "";
    const text = await this.exchange(
      {
        method: call.method,
        path: `${call.path}${query}`,
        // MLflow wants the content type even on requests without a body.
        contentType: "application/json",
        ...(call.body && { body: JSON.stringify(call.body) }),
        ...(call.once && { once: true }),
      },
      (response) => readBoundedText(response, MAX_ANSWER_BYTES),
    );
    return this.#parse(schema, text, `${call.method} ${call.path}`);
  }

  /**
   * Sends a request and returns what `read` makes of the successful response. A fault while reading is a
   * fault of the attempt, except an MlflowError, which is passed on.
   */
  exchange<T>(request: Exchange, read: (response: Response) => Promise<T>): Promise<T> {
    const attempt = (): Promise<T> => this.#slots.run(() => this.#attempt(request, read));
    return request.once ? attempt() : this.#retrying(attempt);
  }

  /**
   * What `find` gives, or else what `create` makes. For requests that are not idempotent, which `create` sends
   * with `once`: after a fault it looks again first, so that what was created although the answer was lost is
   * found and not created twice.
   */
  findOrCreate<T>(find: () => Promise<T | undefined>, create: () => Promise<T>): Promise<T> {
    return this.#retrying(async () => {
      const found = await find();
      if (found !== undefined) return found;
      try {
        return await create();
      } catch (error) {
        if (!isMlflowError(error, "exists")) throw error;
        throw new TransientFault("somebody else created the same just now", true, { cause: error });
      }
    });
  }

  /** Repeats `action` while it fails with a TransientFault, with growing pauses, until the time is up. */
  async #retrying<T>(action: () => Promise<T>): Promise<T> {
    const started = this.clock.elapsed();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await action();
      } catch (error) {
        if (!(error instanceof TransientFault)) throw error;
        const elapsed = this.clock.elapsed() - started;
        if (elapsed + pause > this.#giveUpAfterMs) throw this.#gaveUp(error, elapsed);
        this.#onRetry(redactUrls(`MLflow at ${this.trackingUri}: ${error.message}; trying again`));
        await this.clock.sleep(pause);
      }
    }
  }

  async #attempt<T>(request: Exchange, read: (response: Response) => Promise<T>): Promise<T> {
    const timeout = this.#attemptTimeoutMs + Math.ceil((request.bytes ?? 0) / SLOWEST_TRANSFER);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.trackingUri}/api/2.0/${request.path}`, {
        method: request.method,
        signal: AbortSignal.timeout(timeout),
        headers: {
          ...this.#authorization,
          ...(request.contentType && { "content-type": request.contentType }),
        },
        // Somewhere else nobody must see the password.
        redirect: "error",
        ...(request.body !== undefined && { body: request.body }),
      });
      if (response.ok) return await read(response);
      status = response.status;
      text = await readBoundedText(response, MAX_FAILURE_BYTES);
    } catch (error) {
      if (error instanceof MlflowError) throw error;
      throw new TransientFault(reasonOf(error), false, { cause: error });
    }
    throw this.#failure(request, status, text);
  }

  #failure(request: Exchange, status: number, text: string): MlflowError {
    const parsed = v.safeParse(failureSchema, parseJson(text));
    const { error_code: code, message } = parsed.success ? parsed.output : { error_code: "", message: "" };
    // Database faults (locked, pool exhausted) come as 400 BAD_REQUEST.
    if (status >= 500 || status === 429 || code === "BAD_REQUEST") {
      return new TransientFault(`it answered ${status} ${shorten(message || text)}`, true);
    }
    const where = `${request.method} ${request.path.split("?", 1)[0]}`;
    if (code === "RESOURCE_DOES_NOT_EXIST") return new MlflowError("not-found", message);
    if (code === "RESOURCE_ALREADY_EXISTS") return new MlflowError("exists", message);
    if (code !== "") return new MlflowError("rejected", `MLflow refused ${where}: ${message}`);
    if (status === 401) {
      return new MlflowError(
        "rejected",
        `MLflow at ${this.trackingUri} does not know this user and password (401): set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.`,
      );
    }
    if (status === 403 && text.startsWith(PERMISSION_DENIED)) {
      return new MlflowError(
        "rejected",
        `MLflow at ${this.trackingUri} does not let this user do ${where} (403): MLFLOW_TRACKING_USERNAME names one with other permissions.`,
      );
    }
    if (status === 403) {
      return new MlflowError(
        "rejected",
        `MLflow at ${this.trackingUri} does not accept this host name (403): name it, with its port, in the server's --allowed-hosts.`,
      );
    }
    return this.#notMlflow(`${where} gave ${status} ${shorten(text)}`);
  }

  #parse<Schema extends v.GenericSchema>(schema: Schema, text: string, where: string): v.InferOutput<Schema> {
    const result = v.safeParse(schema, parseJson(text));
    if (result.success) return result.output;
    throw this.#notMlflow(`${where} gave ${shorten(text)}: ${v.summarize(result.issues)}`);
  }

  #notMlflow(what: string): MlflowError {
    return new MlflowError(
      "not-mlflow",
      `${this.trackingUri} does not answer as MLflow 3 does (${what}). Is MLFLOW_TRACKING_URI right?`,
    );
  }

  #gaveUp(fault: TransientFault, elapsed: number): MlflowError {
    const seconds = Math.max(1, Math.round(elapsed / 1000));
    const what = fault.answered ? "kept failing" : "did not answer";
    const advice = fault.answered
      ? "Look at MLflow's log, then run this again: it goes on where it stopped."
      : "Start it with `make demo` or set MLFLOW_TRACKING_URI, then run this again.";
    return new MlflowError(
      "unreachable",
      `MLflow at ${this.trackingUri} ${what} for ${seconds} s (${fault.message}). ${advice}`,
      { cause: fault },
    );
  }
}

function httpAddress(trackingUri: string): string {
  const url = URL.parse(trackingUri);
  if (url && (url.username !== "" || url.password !== "")) {
    throw new MlflowError(
      "invalid",
      "MLFLOW_TRACKING_URI must not hold a user or password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.",
    );
  }
  if (url && (url.protocol === "http:" || url.protocol === "https:")) return url.href.replace(/\/+$/, "");
  throw new MlflowError(
    "invalid",
    `MLFLOW_TRACKING_URI must be an http(s) address such as http://127.0.0.1:5000, not "${redactUrls(trackingUri)}".`,
  );
}

/** RFC 7617: the user and password in UTF-8. */
function authorizationOf(login: Login | undefined): Readonly<Record<string, string>> {
  if (login === undefined) return {};
  const pair = Buffer.from(`${login.username}:${login.password}`, "utf8");
  return { authorization: `Basic ${pair.toString("base64")}` };
}

/** The value of a JSON text, or undefined, which no schema here accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "TimeoutError" ? "no answer in time" : error.message;
}
