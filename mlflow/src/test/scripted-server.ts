// A server that answers as a test tells it, and remembers what it was asked.
import { MlflowClient } from "../client.ts";
import type { Clock, TransportOptions } from "../transport.ts";

export interface Asked {
  readonly method: string;
  /** Below `/api/2.0/`, with the query. */
  readonly path: string;
  readonly body: string;
  readonly authorization: string | null;
}

export type Answer = Response | Promise<Response>;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** Answers the `n`th request (from 0) with `answer(asked, n)`, on a port of its own. */
export function scriptedServer(answer: (asked: Asked, n: number) => Answer): ScriptedServer {
  const asked: Asked[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const url = new URL(request.url);
      const path = decodeURIComponent(
        (url.pathname + url.search).replace("/api/2.0/", "").replaceAll("+", " "),
      );
      const entry = {
        method: request.method,
        path,
        body: await request.text(),
        authorization: request.headers.get("authorization"),
      };
      asked.push(entry);
      return answer(entry, asked.length - 1);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

export function failure(status: number, code: string, message = ""): Response {
  return json({ error_code: code, message }, status);
}

/** A clock that stands still except in `sleep`, which returns at once; `slept` lists the pauses. */
export function stillClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let now = 1_700_000_000_000;
  return {
    slept,
    now: () => now,
    elapsed: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** A client that does not really wait. */
export function clientOf(trackingUri: string, options: Partial<TransportOptions> = {}): MlflowClient {
  return new MlflowClient({ trackingUri, clock: stillClock(), ...options });
}
