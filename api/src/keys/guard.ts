// Lets a request pass only when its caller may do what its route does.
import { type AnyElysia, Elysia } from "elysia";
import type { Keyring } from "./keyring.ts";
import { type Scope, scopeOf } from "./scopes.ts";

/** A plugin for before the routes: its hook holds for all of them. */
export function guard(keyring: Keyring, scopeAt: (method: string, route: string) => Scope | "public") {
  return new Elysia({ name: "guard" }).onTransform({ as: "global" }, ({ request, route }) => {
    const scope = scopeAt(request.method, route);
    if (scope !== "public") keyring.check(request.headers.get("authorization"), scope);
  });
}

/** What each route asks for. Throws when one of them is no known operation. */
export function scopesOf(routes: AnyElysia["routes"]): (method: string, route: string) => Scope | "public" {
  const scopes = new Map(
    routes.map(({ method, path, hooks }) => {
      const { detail } = hooks as { readonly detail?: { readonly operationId?: string } };
      return [`${method} ${path}`, scopeOf(detail?.operationId)];
    }),
  );
  // What is not in the list cannot be reached; should it ever be, then by those who may do everything.
  return (method, route) => scopes.get(`${method} ${route}`) ?? "admin";
}
