// Lets pages of the shop's own origins ask the API from a browser; all others stay without the headers that this takes.
import { type AnyElysia, Elysia } from "elysia";
import { scopeOf } from "../keys/scopes.ts";
import { allowedMethods } from "./allowed-methods.ts";

/** What a page may send beside what browsers always let it. */
const REQUEST_HEADERS = "authorization, content-type, x-request-id";
/** What a page may read beside what browsers always let it. */
const RESPONSE_HEADERS = "retry-after, x-model-version, x-request-id";
const PREFLIGHT_SECONDS = "600";

/** The routes that a page is for: lists and events. The catalogue and customers are for the shop's backend. */
function pageRoutes(routes: AnyElysia["routes"]) {
  return routes.filter(({ hooks }) => {
    const { detail } = hooks as { readonly detail?: { readonly operationId?: string } };
    const scope = scopeOf(detail?.operationId);
    return scope === "recommend" || scope === "events";
  });
}

/**
 * Puts the headers of the Fetch standard on answers to pages of `origins`, and answers their preflights; does
 * nothing without origins. Credentials are never allowed: a key goes in `authorization`, which a page has to set
 * itself. `plugin` is for before the routes, `answerPreflights` for after them.
 */
export function cors(origins: readonly string[]) {
  const allowed = new Set(origins);
  let methodsOf: (path: string) => readonly string[] = () => [];

  const plugin = new Elysia({ name: "cors" });
  if (allowed.size === 0) return { plugin, answerPreflights() {} };
  plugin.onRequest(({ request, set }) => {
    // Whoever keeps answers must not hand one of an allowed origin to another, nor the other way round.
    set.headers["vary"] = "origin";
    const origin = request.headers.get("origin");
    if (origin === null || !allowed.has(origin)) return;
    const methods = methodsOf(URL.parse(request.url)?.pathname ?? "");
    if (methods.length === 0) return;
    set.headers["access-control-allow-origin"] = origin;
    set.headers["access-control-expose-headers"] = RESPONSE_HEADERS;
    if (request.method !== "OPTIONS") return;
    set.headers["access-control-allow-methods"] = methods.join(", ");
    set.headers["access-control-allow-headers"] = REQUEST_HEADERS;
    set.headers["access-control-max-age"] = PREFLIGHT_SECONDS;
  });

  return {
    plugin,
    answerPreflights(app: AnyElysia): void {
      const routes = pageRoutes(app.routes);
      methodsOf = allowedMethods(routes);
      for (const path of new Set(routes.map(({ path }) => path)))
        app.options(path, ({ set }) => void (set.status = 204), {
          detail: { hide: true, operationId: "preflight" },
        });
    },
  };
}
