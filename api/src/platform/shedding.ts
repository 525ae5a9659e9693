// Answers requests that are refused under overload: cheaply, because then there are many.
import { Elysia } from "elysia";
import type { Admission } from "./admission.ts";
import type { HttpMetrics } from "./http-metrics.ts";
import { Problem, PROBLEM_MEDIA_TYPE } from "./problem.ts";

interface SheddingServices {
  readonly admission: Pick<Admission, "refuses">;
  readonly http: Pick<HttpMetrics, "shed">;
}

/** A list is for a page that waits for it. What a customer did is better recorded late than sent again or lost. */
const PATIENCE_WITH_WRITES = 50;

/** Seconds. An overload that lasts finds the service refusing again, at little cost to either. */
const RETRY_AFTER = "1";

const { status, ...members } = new Problem(
  "overloaded",
  "The request was not begun. Send it again after `retry-after` seconds.",
).details("");

/** A plugin for before the routes, and after what gives every response its headers. */
export function shedding({ admission, http }: SheddingServices) {
  // The same for every request, and no error: making either would take as long as all the rest of a refusal.
  const body = JSON.stringify({ ...members, status, instance: undefined });
  return new Elysia({ name: "shedding" }).onRequest(({ request, set }) => {
    if (!admission.refuses(isWrite(request) ? PATIENCE_WITH_WRITES : 1)) return;
    http.shed();
    set.status = status;
    set.headers["retry-after"] = RETRY_AFTER;
    set.headers["content-type"] = PROBLEM_MEDIA_TYPE;
    return body;
  });
}

const isWrite = ({ method, url }: Request): boolean =>
  method !== "GET" && !(method === "POST" && url.endsWith("/recommendations"));
