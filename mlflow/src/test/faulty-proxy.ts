// Stands between the client and a real MLflow and loses or alters what a test names.

export interface Fault {
  /** Asked for every request, with its number from 0. */
  (request: { readonly n: number; readonly method: string; readonly path: string }):
    | "pass"
    /** MLflow never sees the request. */
    | "lose-request"
    /** MLflow does what it was asked, but the client does not learn of it. */
    | "lose-answer"
    /** The body of the answer is replaced. */
    | "alter-answer";
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  /** How many requests came. */
  readonly requests: () => number;
}

export function faultyProxy(upstream: string, fault: Fault): FaultyProxy {
  let requests = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const what = fault({ n: requests++, method: request.method, path: pathname.replace("/api/2.0/", "") });
      const lost = new Response("", { status: 502 });
      if (what === "lose-request") return lost;
      const answer = await fetch(`${upstream}${pathname}${search}`, {
        method: request.method,
        headers: { "content-type": "application/json" },
        body: request.method === "GET" ? null : await request.arrayBuffer(),
      });
      const body = await answer.arrayBuffer();
      if (what === "lose-answer") return lost;
      return new Response(what === "alter-answer" ? "altered" : body, { status: answer.status });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
