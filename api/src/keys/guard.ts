// Lets a request pass only when its caller may do what its route does.
import { type AnyElysia, Elysia } from "elysia";
import type { Keyring } from "./keyring.ts";
import { type Scope, scopeOf } from "./scopes.ts";

type ScopeAt = (method: string, route: string) => Scope | "public";

export class Guard {
  readonly #keyring: Keyring;
  readonly #scopeAt: ScopeAt;
  /** Requests that were let in before their body was read: a rate counts each of them once. */
  readonly #admitted = new WeakSet<Request>();

  constructor(keyring: Keyring, scopeAt: ScopeAt) {
    this.#keyring = keyring;
    this.#scopeAt = scopeAt;
  }

  /** A plugin for before the routes: its hook holds for all of them. It runs after a body was read, if one is. */
  plugin() {
    return new Elysia({ name: "guard" }).onTransform({ as: "global" }, ({ request, route }) => {
      if (!this.#admitted.has(request)) this.#check(request, route);
    });
  }

  /** For whoever reads a body: throws the `Problem` of a caller who must not, and so before a byte is read. */
  readonly admit = (request: Request, route: string): void => {
    this.#check(request, route);
    this.#admitted.add(request);
  };

  /** Counts a request that was let in as so many more ones of its key's rate. */
  charge(request: Request, requests: number): void {
    if (requests > 0) this.#keyring.charge(request.headers.get("authorization"), requests);
  }

  /** The name of the caller's key; `anonymous` without one. */
  callerOf(request: Request): string {
    return this.#keyring.nameOf(request.headers.get("authorization"));
  }

  #check(request: Request, route: string): void {
    const scope = this.#scopeAt(request.method, route);
    if (scope !== "public") this.#keyring.check(request.headers.get("authorization"), scope);
  }
}

/** What each route asks for. Throws when one of them is no known operation. */
export function scopesOf(routes: AnyElysia["routes"]): ScopeAt {
  const scopes = new Map(
    routes.map(({ method, path, hooks }) => {
      const { detail } = hooks as { readonly detail?: { readonly operationId?: string } };
      return [`${method} ${path}`, scopeOf(detail?.operationId)];
    }),
  );
  // What is not in the list cannot be reached; should it ever be, then by those who may do everything.
  return (method, route) => scopes.get(`${method === "HEAD" ? "GET" : method} ${route}`) ?? "admin";
}
