// Around every request: its id, its metrics, its log line, and its problem when it fails.
import { Elysia } from "elysia";
import { toProblem } from "./errors.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import { type Log, reasonOf } from "./logging.ts";
import { PROBLEM_MEDIA_TYPE, type ProblemKind } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";

interface ObserveServices {
  readonly http: HttpMetrics;
  readonly log: Log;
  readonly newId: () => string;
  /** The headers that every answer has, its request's id among them. */
  readonly headersOf: (request: Request, requestId: string) => Readonly<Record<string, string>>;
  /** The methods that a path takes; empty when there is no such path. */
  readonly methodsOf: (path: string) => readonly string[];
}

interface Begun {
  readonly requestId: string;
  readonly startedAt: number;
}

/**
 * A plugin for before the routes: its hooks hold for all of them. None takes its context whole: Elysia reads from a
 * hook's text what a request needs, and would parse cookies, headers and query for every one.
 */
export function observe({ http, log, newId, headersOf, methodsOf }: ObserveServices) {
  const begun = new WeakMap<Request, Begun>();
  const isNews = newsOf(() => performance.now());
  return new Elysia({ name: "observe" })
    .onRequest(({ request, set }) => {
      const requestId = requestIdOf(request, newId);
      begun.set(request, { requestId, startedAt: performance.now() });
      Object.assign(set.headers, headersOf(request, requestId));
    })
    .onError({ as: "global" }, ({ error, request, set }) => {
      const path = pathOf(request.url);
      const problem = toProblem(error, () => methodsOf(path));
      if (problem.status >= 500 && isNews(problem.kind, reasonOf(error)))
        log.error("request failed", {
          requestId: begun.get(request)?.requestId,
          problem: problem.kind,
          reason: reasonOf(error),
          ...(problem.kind === "internal-error" && error instanceof Error && { stack: error.stack }),
        });
      set.status = problem.status;
      Object.assign(set.headers, problem.headers, { "content-type": PROBLEM_MEDIA_TYPE });
      return problem.details(path);
    })
    .onAfterResponse({ as: "global" }, ({ request, route, set, responseValue }) => {
      const { requestId, startedAt } = begun.get(request)!;
      const milliseconds = performance.now() - startedAt;
      const status = responseValue instanceof Response ? responseValue.status : Number(set.status ?? 200);
      const { method } = request;
      // Elysia leaves the route out when none matched, whatever its types say.
      const template: string | undefined = route;
      http.counterOf({ method, route: template, status })(milliseconds / 1000);
      log.debug("request", { requestId, method, route: template, status, milliseconds });
    });
}

/** The same reason is told again after so many milliseconds. */
const REMINDER_MS = 60_000;

/**
 * Makes what tells whether a failed request is worth a line. What the state of the service is, and not the request's
 * fault, every request would repeat: the holder logs once that there is no model, and a store that is gone or full gives
 * one line for each reason, and a reminder each minute. `now` is in milliseconds of a clock that does not go back.
 */
function newsOf(now: () => number): (kind: ProblemKind, reason: string) => boolean {
  let last: { readonly reason: string; readonly at: number } | undefined;
  return (kind, reason) => {
    if (kind === "no-model") return false;
    if (kind !== "store-unavailable") return true;
    if (last?.reason === reason && now() - last.at < REMINDER_MS) return false;
    last = { reason, at: now() };
    return true;
  };
}

/** A request without a host, as HTTP/1.0 allows, has only a path for its address. */
const pathOf = (url: string): string => URL.parse(url)?.pathname ?? url;
