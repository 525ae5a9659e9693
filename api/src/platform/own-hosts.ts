// Refuses requests for other hosts than ours, on both ports, before anything else is done with them.
import { foreignHost } from "@aisle/platform";
import { Elysia } from "elysia";
import type { HttpMetrics } from "./http-metrics.ts";
import { Problem, PROBLEM_MEDIA_TYPE } from "./problem.ts";

interface Own {
  readonly hosts: readonly string[] | undefined;
  readonly port: () => number | undefined;
}

interface Misdirected extends Own {
  readonly http: Pick<HttpMetrics, "counterOf">;
  /** The headers that every answer has. */
  readonly headersOf: (request: Request) => Readonly<Record<string, string>>;
}

const VARIABLE = "API_HOSTS";

/** Makes what gives a public request for another host its refusal; undefined for one that is to be answered. */
export function misdirected({ http, headersOf, ...own }: Misdirected) {
  const toldForeign = foreignHost({ ...own, variable: VARIABLE });
  return (request: Request): Response | undefined => {
    const foreign = toldForeign(request);
    if (foreign === undefined) return undefined;
    const details = new Problem("wrong-host", foreign).details(URL.parse(request.url)?.pathname ?? "");
    http.counterOf({ method: request.method, route: undefined, status: details.status })(0);
    const headers = { ...headersOf(request), "content-type": PROBLEM_MEDIA_TYPE };
    return new Response(JSON.stringify(details), { status: details.status, headers });
  };
}

/** The same for the internal port, before its routes. */
export function ownHosts(own: Own) {
  const toldForeign = foreignHost({ ...own, variable: VARIABLE });
  return new Elysia({ name: "own-hosts" }).onRequest(({ request }) => {
    const foreign = toldForeign(request);
    return foreign === undefined ? undefined : new Response(`${foreign}\n`, { status: 421 });
  });
}
