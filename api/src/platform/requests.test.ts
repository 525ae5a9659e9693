import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Shop, startShop } from "../../test/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

/** The problem that a call gives, with its media type checked. */
async function problem(call: Promise<Response>) {
  const response = await call;
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as {
    type: string;
    status: number;
    detail: string;
    instance: string;
    errors?: { path: string; message: string }[];
  };
  expect(body.status).toBe(response.status);
  return { ...body, kind: body.type.replace("urn:aisle:problem:", ""), headers: response.headers };
}

const paths = (errors: { path: string }[] | undefined) => (errors ?? []).map(({ path }) => path);

describe("a body that cannot be read", () => {
  test("malformed JSON is a 400 that says where it breaks", async () => {
    const { status, kind, detail, instance } = await problem(
      shop.call("POST", "/v1/recommendations", '{"limit": 3'),
    );
    expect({ status, kind, instance }).toEqual({
      status: 400,
      kind: "malformed-json",
      instance: "/v1/recommendations",
    });
    expect(detail).toContain("JSON");
  });

  test("an empty body is malformed JSON", async () => {
    expect((await problem(shop.call("POST", "/v1/events", ""))).kind).toBe("malformed-json");
  });

  test("another media type is a 415", async () => {
    const call = shop.call("POST", "/v1/events", "a=b", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect((await problem(call)).kind).toBe("unsupported-media-type");
    const plain = shop.call("POST", "/v1/recommendations", "{}", { "content-type": "text/plain" });
    expect((await problem(plain)).status).toBe(415);
  });

  test("one that is compressed is a 415, whatever it unpacks to", async () => {
    for (const encoding of ["gzip", "br", "GZIP, identity", "x"])
      for (const [path, type] of [
        ["/v1/events", "application/json"],
        ["/v1/items:batch", "application/x-ndjson"],
      ] as const) {
        const headers = { "content-type": type, "content-encoding": encoding };
        const { status, detail } = await problem(shop.call("POST", path, "{}", headers));
        expect({ status, detail }).toEqual({
          status: 415,
          detail: `Send the body as it is, without \`content-encoding: ${encoding}\`.`,
        });
      }
    const plain = shop.call("POST", "/v1/recommendations", "{}", { "content-encoding": "identity" });
    expect((await plain).status).toBe(200);
  });

  test("one that is not UTF-8 is a 400 with the byte's place, announced or in chunks", async () => {
    const latin1 = Buffer.from('{"customerId":"lat-ä"}', "latin1");
    const send = (body: Uint8Array | ReadableStream) =>
      problem(
        fetch(`${shop.url}/v1/recommendations`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        }),
      );
    for (const body of [latin1, new Blob([latin1]).stream()])
      expect(await send(body)).toMatchObject({
        status: 400,
        detail: "The body must be UTF-8: byte 19 is 0xE4. Is it Latin-1?",
      });
    expect((await send(Buffer.from('{"customerId":"ä').subarray(0, -1))).detail).toContain("byte 15 is 0xC3");
  });

  test("more than a megabyte is a 413, announced or not", async () => {
    const huge = JSON.stringify({ customerId: "x".repeat(2 ** 20) });
    expect((await problem(shop.call("POST", "/v1/recommendations", huge))).kind).toBe("body-too-large");

    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 2 ** 16;
        if (sent > 2 ** 22) controller.close();
        else controller.enqueue(new Uint8Array(2 ** 16).fill(32));
      },
    });
    const chunked = fetch(`${shop.url}/v1/recommendations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: endless,
    });
    expect((await problem(chunked)).kind).toBe("body-too-large");
  });

  test("JSON nested beyond all sense does not take the service down", async () => {
    const response = await shop.call("POST", "/v1/recommendations", "[".repeat(500_000));
    expect(response.status).toBe(400);
    expect((await shop.call("GET", "/v1/model")).status).toBe(200);
  });
});

describe("a request that is not valid", () => {
  test.each([
    ["an unknown field", { filtr: {} }, ["filtr"]],
    ["a misspelt filter", { filter: { category: "brush" } }, ["filter.category"]],
    ["a limit of zero", { limit: 0 }, ["limit"]],
    ["a limit above a hundred", { limit: 101 }, ["limit"]],
    ["half an item", { limit: 1.5 }, ["limit"]],
    ["a number as text", { limit: "3" }, ["limit"]],
    ["an empty customer id", { customerId: "" }, ["customerId"]],
    ["an id with a zero byte", { customerId: "a\0b" }, ["customerId"]],
    ["an id with half a surrogate pair", { pin: ["\ud800"] }, ["pin.0"]],
    ["a price range upside down", { filter: { price: { min: 5, max: 1 } } }, ["filter.price"]],
    ["a negative price", { filter: { price: { min: -1 } } }, ["filter.price.min"]],
    ["a boost of nothing", { boost: [{ factor: 2 }] }, ["boost.0"]],
    ["a boost by zero", { boost: [{ brands: ["Alba"], factor: 0 }] }, ["boost.0.factor"]],
    ["a diversity above one", { diversity: 1.1 }, ["diversity"]],
    ["an unknown event type", { session: [{ itemId: "item-1", type: "look" }] }, ["session.0.type"]],
    ["a placement that no label can hold", { placement: "a b" }, ["placement"]],
    ["a list instead of an object", [], [""]],
  ])("%s is named", async (_, body, expected) => {
    const { status, kind, errors } = await problem(shop.call("POST", "/v1/recommendations", body));
    expect({ status, kind, paths: paths(errors) }).toEqual({
      status: 400,
      kind: "invalid-request",
      paths: expected,
    });
  });

  test.each([
    ["limit=0", ["limit"]],
    ["limit=", ["limit"]],
    ["limit=3&limit=4", ["limit"]],
    ["limit=1e9", ["limit"]],
    ["inStock=yes", ["inStock"]],
    ["priceMin=5&priceMax=1", [""]],
    ["priceMin=Infinity", ["priceMin"]],
    ["catgories=brush", ["catgories"]],
  ])("the query %s is named", async (query, expected) => {
    const { status, errors } = await problem(shop.call("GET", `/v1/trending?${query}`));
    expect({ status, paths: paths(errors) }).toEqual({ status: 400, paths: expected });
  });

  test("names at most twenty mistakes", async () => {
    const { errors } = await problem(
      shop.call("POST", "/v1/recommendations", { pin: Array.from({ length: 90 }, () => "") }),
    );
    expect(errors).toHaveLength(20);
  });

  test.each([
    ["/v1/items/lat-%E4", "byte 0 is 0xE4 in what begins at character 14 of the address"],
    ["/v1/items?query=caf%E9", "byte 0 is 0xE9 in what begins at character 19 of the address"],
    ["/v1/items?query=%C3%A4&brand=%C3", "byte 0 is 0xC3 in what begins at character 29"],
    ["/v1/customers/%EF%BF%BD", "U+FFFD"],
  ])("%s is a 400 that says which byte is not UTF-8", async (path, message) => {
    const { status, errors } = await problem(shop.call("GET", path));
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toContain(message);
  });

  test("a path that does not decode is a 400", async () => {
    expect((await problem(shop.call("GET", "/v1/items/%E0%A4"))).status).toBe(400);
  });
});

test("no JSON whatsoever makes the service fail", async () => {
  const routes = fc.constantFrom(
    ["POST", "/v1/recommendations"],
    ["POST", "/v1/cart/recommendations"],
    ["POST", "/v1/events"],
    ["POST", "/v1/items:batch"],
    ["PUT", "/v1/items/fuzz"],
    ["PATCH", "/v1/items/item-1"],
    ["PUT", "/v1/rules"],
    ["POST", "/v1/rules/preview"],
    ["POST", "/v1/recommendations:explain"],
  );
  const names = [
    "rules",
    "question",
    "customerId",
    "session",
    "filter",
    "price",
    "pin",
    "itemIds",
    "events",
    "items",
    "itemId",
    "title",
  ];
  const field = fc.oneof(fc.constantFrom(...names), fc.string(), fc.constant("__proto__"));
  const anyOf = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.jsonValue(),
      fc.array(tie("value")),
      fc.dictionary(field, tie("value")),
    ),
  })).value;
  await fc.assert(
    fc.asyncProperty(routes, anyOf, async ([method, path], body) => {
      const response = await shop.call(method, path, JSON.stringify(body));
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 500, seed: 11 },
  );
});

test("no query whatsoever makes the service fail", async () => {
  const name = fc.oneof(
    fc.constantFrom("limit", "categories", "exclude", "priceMin", "inStock"),
    fc.string(),
  );
  const query = fc.array(fc.tuple(name, fc.string({ unit: "binary" })), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(query, async (pairs) => {
      const text = pairs.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join("="));
      const response = await shop.call("GET", `/v1/trending?${text.join("&")}`);
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 300, seed: 12 },
  );
});

describe("an address", () => {
  test("that does not exist is a 404 problem", async () => {
    expect((await problem(shop.call("GET", "/v1/nothing"))).kind).toBe("unknown-route");
    expect((await problem(shop.call("POST", "/v1/itemsfoo", {}))).kind).toBe("unknown-route");
  });

  test("is a 404 problem too when a request of HTTP/1.0 names no host", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let answer = "";
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(shop.url).port),
      socket: { data: (_, bytes) => void (answer += bytes.toString()), close: () => resolve(answer) },
    });
    socket.write("GET /v1/nothing HTTP/1.0\r\n\r\n");
    expect(await promise).toStartWith("HTTP/1.1 404");
    expect(answer).toContain('"instance":"/v1/nothing"');
  });

  test("that takes other methods is a 405 that names them", async () => {
    const { kind, headers } = await problem(shop.call("PUT", "/v1/events", {}));
    expect(kind).toBe("method-not-allowed");
    expect(headers.get("allow")).toBe("POST");
    const items = await problem(shop.call("POST", "/v1/items/a", {}));
    expect(items.headers.get("allow")).toBe("DELETE, GET, HEAD, PATCH, PUT");
    expect((await problem(shop.call("GET", "/v1/items:batch"))).kind).toBe("method-not-allowed");
  });
});

describe("every response", () => {
  test("says which model serves and names the request, whatever the status", async () => {
    for (const path of ["/v1/trending", "/v1/items/none", "/v1/nothing", "/v1/trending?limit=0"]) {
      const { headers } = await shop.call("GET", path);
      expect(headers.get("x-model-version")).toBe("v1");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("tells a browser to keep no copy, trust its type and show no page of it, whatever the status", async () => {
    for (const path of [
      "/v1/customers",
      "/v1/items/item-1",
      "/v1/items/none",
      "/v1/nothing",
      "/v1/trending?limit=0",
    ]) {
      const { headers } = await shop.call("GET", path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get("strict-transport-security")).toBeNull();
    }
  });

  test("tells a browser to keep to TLS only where that is configured", async () => {
    const behindTls = await startShop({ model: false, environment: { API_HSTS_SECONDS: "31536000" } });
    const { headers } = await behindTls.call("GET", "/v1/items");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    await behindTls.stop();
  });

  test("to HEAD is that to GET without a body", async () => {
    for (const path of ["/v1/trending", "/v1/items/item-1", "/openapi.json"]) {
      const response = await shop.call("HEAD", path);
      expect([response.status, await response.text()]).toEqual([200, ""]);
      expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    }
  });

  test("takes over the caller's request id when it is safe to log", async () => {
    const given = await shop.call("GET", "/v1/trending", undefined, { "x-request-id": "shop-7.1" });
    expect(given.headers.get("x-request-id")).toBe("shop-7.1");
    const unsafe = await shop.call("GET", "/v1/trending", undefined, { "x-request-id": 'a"b' });
    expect(unsafe.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("the log names requests by template and holds no ids of customers or items", async () => {
  await shop.call("GET", "/v1/customers/secret-customer");
  await shop.call("GET", "/v1/items/secret-item/similar?customerId=secret-customer");
  await shop.recommend({ customerId: "secret-customer" });
  await Bun.sleep(20);
  const lines = JSON.stringify(shop.log);
  expect(lines).toContain("/v1/customers/:id");
  expect(lines).not.toContain("secret");
});

test("a fault of ours is a 500 that tells the caller nothing of it and the log everything", async () => {
  const broken = await startShop();
  await broken.store.close();
  const gone = await problem(broken.call("GET", "/v1/customers"));
  expect({ status: gone.status, kind: gone.kind }).toEqual({ status: 503, kind: "store-unavailable" });
  expect(gone.headers.get("retry-after")).toBe("1");
  const line = broken.log.find(({ message }) => message === "request failed");
  expect(line).toMatchObject({ level: "error", problem: "store-unavailable" });
  await broken.stop();
});
