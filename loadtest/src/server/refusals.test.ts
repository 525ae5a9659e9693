// What refusals say.
import { expect, test } from "bun:test";
import { watchRefusals } from "./refusals.ts";

test("refusals are counted, with and without retry-after; good answers and failures are not", async () => {
  const answers = [
    new Response(null, { status: 503, headers: { "retry-after": "1" } }),
    new Response("fine"),
    new Response(null, { status: 429 }),
    new Response(null, { status: 500 }),
  ];
  const ended = new AbortController();
  let key: string | undefined;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      key = request.headers.get("authorization") ?? undefined;
      const answer = answers.shift();
      if (answers.length === 0) ended.abort();
      return answer ?? new Response("fine");
    },
  });
  const refusals = await watchRefusals(server.url.href, { apiKey: "k", signal: ended.signal });
  await server.stop(true);
  expect(refusals).toEqual({ seen: 2, withRetryAfter: 1 });
  expect(key).toBe("Bearer k");
});

test("a server that is away refuses nothing", async () => {
  const ended = new AbortController();
  setTimeout(() => ended.abort(), 50);
  const refusals = await watchRefusals("http://127.0.0.1:9", { apiKey: undefined, signal: ended.signal });
  expect(refusals).toEqual({ seen: 0, withRetryAfter: 0 });
});
