import { describe, expect, test } from "bun:test";
import { ApiError, ConnectionError } from "./errors.ts";
import { createTransport, type Fetch, type TransportOptions } from "./transport.ts";

const GET = { method: "GET", path: "/v1/model" } as const;

/** A transport whose fetch gives the answers one after the other, the last one for ever, and which never waits. */
function against(answers: (Response | Error)[], options: Partial<TransportOptions> = {}) {
  const requests: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const fetch: Fetch = async (url, init) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({ url, init });
    if (!(answer instanceof Response)) throw answer;
    return answer.clone() as Response;
  };
  const transport = createTransport({
    baseUrl: "http://shop.test",
    fetch,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    random: () => 1,
    ...options,
  });
  return { transport, requests, waits };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.unreachable(`resolved to ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

const problem = (status: number, members: object, headers: Record<string, string> = {}) =>
  Response.json(members, { status, headers: { "content-type": "application/problem+json", ...headers } });

describe("the base URL", () => {
  test("must be an http address", () => {
    for (const baseUrl of ["", "127.0.0.1:3000", "shop", "ftp://shop.test", "/v1"]) {
      expect(() => createTransport({ baseUrl })).toThrow(TypeError);
    }
  });
  test("may end in a slash and may have a path", async () => {
    const { transport, requests } = against([Response.json({})], { baseUrl: "https://shop.test/api//" });
    await transport.send(GET);
    expect(requests[0]?.url).toBe("https://shop.test/api/v1/model");
  });
});

describe("a refusal", () => {
  test("carries the problem, its status and the request's id", async () => {
    const { transport } = against([
      problem(
        400,
        {
          type: "urn:aisle:problem:invalid-request",
          title: "The request is not valid",
          status: 400,
          errors: [{ path: "limit", message: "Expected 1 to 100." }],
          extra: [1],
        },
        { "x-request-id": "r-7" },
      ),
    ]);
    const error = await failureOf(transport.send(GET));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 400,
      requestId: "r-7",
      message: "400 The request is not valid - limit: Expected 1 to 100.",
      problem: { extra: [1] },
    });
  });
  test.each(["no", [{ index: 3 }], [null], 7])(
    "with %p under `errors` still speaks through its detail",
    async (errors) => {
      const { transport } = against([problem(400, { title: "Not valid", detail: "Too much.", errors })]);
      expect(await failureOf(transport.send(GET))).toMatchObject({ message: "400 Not valid - Too much." });
    },
  );

  test("is not sent again when it would be refused again", async () => {
    const { transport, requests } = against([problem(404, { title: "There is no such item" })]);
    await failureOf(transport.send(GET));
    expect(requests).toHaveLength(1);
  });
  test("without problem details becomes a problem of its status", async () => {
    for (const body of ["<h1>Bad gateway</h1>", "", "[1]", "null", '{"title":7}']) {
      const { transport } = against([new Response(body, { status: 502, statusText: "Bad Gateway" })]);
      expect(await failureOf(transport.send(GET))).toMatchObject({
        status: 502,
        requestId: undefined,
        problem: { type: "about:blank", title: "Bad Gateway", status: 502 },
      });
    }
  });
  test("keeps the status of the answer when the body claims another", async () => {
    const { transport } = against([problem(404, { title: "Odd", status: 200 })]);
    expect(await failureOf(transport.send(GET))).toMatchObject({ status: 404 });
  });
});

describe("attempts", () => {
  test("go on when the API is busy, and the answer counts that comes then", async () => {
    const { transport, waits } = against([
      problem(503, {}),
      problem(429, {}),
      Response.json({ version: "7" }),
    ]);
    expect(await transport.send<unknown>(GET)).toEqual({ version: "7" });
    expect(waits).toEqual([100, 200]);
  });
  test("go on when the connection breaks", async () => {
    const { transport } = against([new TypeError("connection reset"), Response.json(1)]);
    expect(await transport.send<unknown>(GET)).toBe(1);
  });
  test("end after the number of retries with the last failure", async () => {
    const { transport, requests } = against([problem(503, { title: "No model serves yet" })], { retries: 3 });
    expect(await failureOf(transport.send(GET))).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(4);
  });
  test("happen once with no retries", async () => {
    const { transport, requests } = against([new TypeError("refused")], { retries: 0 });
    expect(await failureOf(transport.send(GET))).toBeInstanceOf(ConnectionError);
    expect(requests).toHaveLength(1);
  });
  test("wait as long as the server asks, and not at all when that is too long", async () => {
    const short = against([problem(503, {}, { "retry-after": "1" }), Response.json(1)]);
    await short.transport.send(GET);
    expect(short.waits).toEqual([1000]);

    const long = against([problem(503, {}, { "retry-after": "3600" })]);
    await failureOf(long.transport.send(GET));
    expect(long.requests).toHaveLength(1);
  });
  test("are not made again for a streamed body", async () => {
    const { transport, requests } = against([problem(503, {})]);
    const lines = new Response("{}\n").body ?? undefined;
    await failureOf(transport.send({ method: "POST", path: "/v1/items:batch", ...(lines && { lines }) }));
    expect(requests).toHaveLength(1);
  });
});

describe("no usable answer", () => {
  test("is an error that names the address and says what happened", async () => {
    const { transport } = against([new TypeError("connection refused")], { retries: 0 });
    const error = await failureOf(transport.send(GET));
    expect(error).toMatchObject({ name: "ConnectionError", code: "unreachable" });
    expect(String(error)).toContain("http://shop.test cannot be reached");
    expect(String(error)).toContain("connection refused");
  });
  test("comes from something that is not the API", async () => {
    const { transport, requests } = against([new Response("<html>hello</html>")]);
    expect(await failureOf(transport.send(GET))).toMatchObject({ code: "not-the-api" });
    expect(requests).toHaveLength(1);
  });
  test("in time is a timeout", async () => {
    const hang: Fetch = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const transport = createTransport({ baseUrl: "http://shop.test", fetch: hang, timeoutMs: 5, retries: 0 });
    expect(await failureOf(transport.send(GET))).toMatchObject({
      code: "timeout",
      message: "http://shop.test did not answer within 5 ms",
    });
  });
});

describe("giving up", () => {
  test("before the call sends nothing", async () => {
    const { transport, requests } = against([Response.json(1)]);
    const error = await failureOf(transport.send(GET, { signal: AbortSignal.abort(new Error("left")) }));
    expect(String(error)).toBe("Error: left");
    expect(requests).toHaveLength(0);
  });
  test("during the call rejects with the caller's reason and is not retried", async () => {
    const controller = new AbortController();
    let calls = 0;
    const fetch: Fetch = (_, { signal }) => {
      calls++;
      controller.abort(new Error("left"));
      return Promise.reject(signal?.reason);
    };
    const transport = createTransport({ baseUrl: "http://shop.test", fetch });
    expect(String(await failureOf(transport.send(GET, { signal: controller.signal })))).toBe("Error: left");
    expect(calls).toBe(1);
  });
  test("while waiting for the next attempt does not wait it out", async () => {
    const controller = new AbortController();
    const fetch: Fetch = () => {
      setImmediate(() => controller.abort(new Error("left")));
      return Promise.resolve(problem(503, {}, { "retry-after": "5" }));
    };
    const transport = createTransport({ baseUrl: "http://shop.test", fetch });
    expect(String(await failureOf(transport.send(GET, { signal: controller.signal })))).toBe("Error: left");
  }, 4000);
});

describe("what is sent", () => {
  test("has no body and no content type without one", async () => {
    const { transport, requests } = against([Response.json(1)]);
    await transport.send(GET);
    expect(requests[0]?.init).toMatchObject({ method: "GET" });
    expect(requests[0]?.init.body).toBeUndefined();
    expect(new Headers(requests[0]?.init.headers).has("content-type")).toBe(false);
  });
  test("has the key where there is one, and no empty one", async () => {
    for (const [apiKey, header] of [
      ["aisle_1_2", "Bearer aisle_1_2"],
      ["", null],
      [undefined, null],
    ] as const) {
      let sent: RequestInit | undefined;
      const fetch: Fetch = (_, init) => {
        sent = init;
        return Promise.resolve(Response.json(1));
      };
      await createTransport({ baseUrl: "http://shop.test", fetch, apiKey }).send(GET);
      expect(new Headers(sent?.headers).get("authorization")).toBe(header);
    }
  });
  test("leaves absent parameters out and repeats lists", async () => {
    const { transport, requests } = against([Response.json(1)]);
    await transport.send({
      ...GET,
      query: { limit: undefined, brands: ["a&b", "ö"], inStock: false, none: [] },
    });
    expect(requests[0]?.url).toBe("http://shop.test/v1/model?brands=a%26b&brands=%C3%B6&inStock=false");
  });
  test("says a single value with a comma twice, so that it is not read as a list", async () => {
    const { transport, requests } = against([Response.json(1)]);
    await transport.send({ ...GET, query: { categories: ["Bath, Body"], query: "a, b" } });
    expect(requests[0]?.url).toBe(
      "http://shop.test/v1/model?categories=Bath%2C+Body&categories=Bath%2C+Body&query=a%2C+b",
    );
  });
});
