// A server that answers as a test says, and keeps what it was asked.

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Scripted extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

export function scripted(answer: (asked: Asked) => Response | Promise<Response>): Scripted {
  const all: Asked[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      const text = await request.text();
      const asked = {
        method: request.method,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
      };
      all.push(asked);
      return await answer(asked);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    asked: all,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
