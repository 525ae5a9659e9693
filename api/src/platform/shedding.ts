// Answers requests that are refused under overload: cheaply, because then there are many.
import type { Admission } from "./admission.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import { Problem, PROBLEM_MEDIA_TYPE } from "./problem.ts";

interface SheddingServices {
  readonly admission: Pick<Admission, "refuses">;
  readonly http: Pick<HttpMetrics, "shed">;
  /** The headers that every answer has. */
  readonly headersOf: (request: Request) => Readonly<Record<string, string>>;
}

/** A list is for a page that waits for it. What a customer did is better recorded late than sent again or lost. */
const PATIENCE_WITH_WRITES = 50;

/** Seconds. An overload that lasts finds the service refusing again, at little cost to either. */
const RETRY_AFTER = "1";

const { status, ...members } = new Problem(
  "overloaded",
  "The request was not begun. Send it again after `retry-after` seconds.",
).details("");

/** Makes what gives a request its refusal, before anything else is done with it; undefined for one that is to be answered. */
export function shedding({ admission, http, headersOf }: SheddingServices) {
  // The same for every request, and made here: a router would take as long as all the rest of a refusal.
  const body = JSON.stringify({ ...members, status, instance: undefined });
  return (request: Request): Response | undefined => {
    if (!admission.refuses(isWrite(request) ? PATIENCE_WITH_WRITES : 1)) return undefined;
    http.shed();
    const headers = { ...headersOf(request), "retry-after": RETRY_AFTER, "content-type": PROBLEM_MEDIA_TYPE };
    return new Response(body, { status, headers });
  };
}

const isWrite = ({ method, url }: Request): boolean =>
  method !== "GET" && !(method === "POST" && url.endsWith("/recommendations"));
