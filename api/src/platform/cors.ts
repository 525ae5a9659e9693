// Lets pages of the shop's own origins ask the API from a browser; all others stay without the headers that this takes.
import type { AnyElysia } from "elysia";
import { scopeOf } from "../keys/scopes.ts";
import { allowedMethods } from "./allowed-methods.ts";

/** What a page may send beside what browsers always let it. */
const REQUEST_HEADERS = "authorization, content-type, x-request-id";
/** What a page may read beside what browsers always let it. */
const RESPONSE_HEADERS = "retry-after, x-model-version, x-request-id";
const PREFLIGHT_SECONDS = "600";

const NONE = {};
/** Whoever keeps answers must not hand one of an allowed origin to another, nor the other way round. */
const OTHERS = { vary: "origin" };

/** The routes that a page is for: lists and events. The catalogue and customers are for the shop's backend. */
function pageRoutes(routes: AnyElysia["routes"]) {
  return routes.filter(({ hooks }) => {
    const { detail } = hooks as { readonly detail?: { readonly operationId?: string } };
    const scope = scopeOf(detail?.operationId);
    return scope === "recommend" || scope === "events";
  });
}

/**
 * The headers of the Fetch standard for answers to pages of `origins`, none without origins, and what answers their
 * preflights. Credentials are never allowed: a key goes in `authorization`, which a page has to set itself.
 */
export function cors(origins: readonly string[]) {
  const allowed = new Set(origins);
  let methodsOf: (path: string) => readonly string[] = () => [];

  return {
    /** For the answer to a request. */
    headersOf(request: Request): Readonly<Record<string, string>> {
      if (allowed.size === 0) return NONE;
      const origin = request.headers.get("origin");
      if (origin === null || !allowed.has(origin)) return OTHERS;
      const methods = methodsOf(URL.parse(request.url)?.pathname ?? "");
      if (methods.length === 0) return OTHERS;
      return {
        ...OTHERS,
        "access-control-allow-origin": origin,
        "access-control-expose-headers": RESPONSE_HEADERS,
        ...(request.method === "OPTIONS" && {
          "access-control-allow-methods": methods.join(", "),
          "access-control-allow-headers": REQUEST_HEADERS,
          "access-control-max-age": PREFLIGHT_SECONDS,
        }),
      };
    },
    /** For after the routes. */
    answerPreflights(app: AnyElysia): void {
      if (allowed.size === 0) return;
      const routes = pageRoutes(app.routes);
      methodsOf = allowedMethods(routes);
      for (const path of new Set(routes.map(({ path }) => path)))
        app.options(path, ({ set }) => void (set.status = 204), {
          detail: { hide: true, operationId: "preflight" },
        });
    },
  };
}
