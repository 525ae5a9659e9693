// What is too large, too deep, too many, too long or too slow is refused, with a problem that says how much may be.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { type Shop, startShop } from "../../test/shop.ts";
import { JSON_BODY_LIMIT, LINE_LIMIT } from "./body.ts";
import { isTooDeep } from "./json-depth.ts";

const DEADLINE_MS = 300;

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ environment: { API_BODY_DEADLINE_MS: String(DEADLINE_MS) } });
});
afterAll(() => shop.stop());

async function problem(call: Response | Promise<Response>) {
  const response = await call;
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as {
    status: number;
    detail: string;
    errors?: { path: string; message: string }[];
  };
}

/** Sends bytes as they are and resolves to all that comes back before the connection ends. */
function raw(parts: AsyncIterable<string> | Iterable<string>, to: Shop = shop): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(to.url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (bytes) => (answer += String(bytes)));
  socket.on("error", () => undefined);
  socket.on("close", () => resolve(answer));
  void (async () => {
    for await (const part of parts) {
      if (socket.closed) return;
      socket.write(part);
    }
  })();
  return promise;
}

const head = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}\r\n\r\n`;

describe("a body", () => {
  const fields = '{"customerId":"';
  const filled = (bytes: number) => `${fields}${"x".repeat(bytes - fields.length - 2)}"}`;
  const chunked = (text: string) =>
    fetch(`${shop.url}/v1/recommendations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Blob([text]).stream(),
    });

  test("of a megabyte is read and one of a byte more is not, announced or in chunks", async () => {
    for (const send of [(text: string) => shop.call("POST", "/v1/recommendations", text), chunked]) {
      expect((await problem(send(filled(JSON_BODY_LIMIT)))).errors).toMatchObject([{ path: "customerId" }]);
      const { status, detail } = await problem(send(filled(JSON_BODY_LIMIT + 1)));
      expect({ status, detail }).toEqual({ status: 413, detail: "The body may have up to 1048576 bytes." });
    }
  });

  test("that announces too much is refused before it is sent", async () => {
    const answer = await raw([head("/v1/events", "content-length: 900000000\r\nconnection: close")]);
    expect(answer).toStartWith("HTTP/1.1 413");
  });

  test("that trickles in is refused at the deadline, announced or in chunks", async () => {
    const trickle = async function* (first: string, each: string) {
      yield first;
      for (let sent = 0; sent < 30; sent++) {
        await Bun.sleep(DEADLINE_MS / 10);
        yield each;
      }
    };
    for (const [announced, each] of [
      ["content-length: 1000", " "],
      ["transfer-encoding: chunked", "1\r\n \r\n"],
    ] as const) {
      const answer = await raw(trickle(head("/v1/recommendations", announced), each));
      expect(answer).toStartWith("HTTP/1.1 408");
      expect(answer.toLowerCase()).toContain("connection: close");
      expect(answer).toContain("must arrive within 300 ms");
    }
  });

  test("nests 32 levels deep and no deeper", async () => {
    const nested = (depth: number) =>
      `{"filter":${"[".repeat(depth)}${" ".repeat(5000)}${"]".repeat(depth)}}`;
    expect((await problem(shop.call("POST", "/v1/recommendations", nested(31)))).errors).toHaveLength(1);
    expect(await problem(shop.call("POST", "/v1/recommendations", nested(32)))).toMatchObject({
      status: 400,
      detail: "The JSON may nest 32 levels deep.",
    });
  });

  test("whose strings hold brackets does not nest", () => {
    const long = (text: string) => `["${text.repeat(2000)}"]`;
    for (const text of ["[[[", '\\"[{', "\\\\", '[\\\\\\"{']) expect(isTooDeep(long(text))).toBe(false);
    expect(isTooDeep(`["\\\\",${"[".repeat(5000)}`)).toBe(true);
  });

  test("of lines may have any number of them, but none too long or too deep", async () => {
    const lines = (text: string) =>
      shop.call("POST", "/v1/items:batch", text, { "content-type": "application/x-ndjson" });
    const deep = `{"itemId":"deep","title":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    const good = await lines(`${deep}\n{"itemId":"new-1"}\n`);
    expect(await good.json()).toMatchObject({
      accepted: 1,
      errors: [{ index: 0, error: "The JSON may nest 32 levels deep." }],
    });
    expect(await problem(lines(" ".repeat(LINE_LIMIT + 1)))).toMatchObject({ status: 413 });
  });
});

describe("an import of lines", () => {
  /** A line now and then, for six seconds: more than the second that a request may take, and what the runtime adds. */
  const lines = async function* (pauses: readonly number[]) {
    yield "POST /v1/items:batch HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    yield "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n";
    for (const [at, pause] of pauses.entries()) {
      const line = `{"itemId":"slow-${at}"}\n`;
      yield `${line.length.toString(16)}\r\n${line}\r\n`;
      await Bun.sleep(pause);
    }
    yield "0\r\n\r\n";
  };

  test("may take longer than any other request, as long as something comes", async () => {
    const patient = await startShop({ environment: { API_IDLE_SECONDS: "1" } });
    const answer = await raw(lines(Array.from({ length: 24 }, () => 250)), patient);
    expect(answer).toStartWith("HTTP/1.1 200");
    expect(answer).toContain('"accepted":24');
    await patient.stop();
  });

  test("is ended when nothing comes", async () => {
    expect(await raw(lines([10, 10, DEADLINE_MS * 3]))).toStartWith("HTTP/1.1 408");
  });
});

describe("in a body there may be no more than", () => {
  const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
  const long = "x".repeat(257);
  const list = "/v1/recommendations";
  test.each<[string, string, object, string]>([
    ["100 results", list, { limit: 101 }, "limit"],
    ["100 session entries", list, { session: many(101, { itemId: "a" }) }, "session"],
    ["100 pins", list, { pin: many(101, "a") }, "pin"],
    ["50 boosts", list, { boost: many(51, { brands: ["a"], factor: 2 }) }, "boost"],
    ["1,000 boosted items", list, { boost: [{ itemIds: many(1001, "a"), factor: 2 }] }, "boost.0.itemIds"],
    ["1,000 excluded items", list, { filter: { excludeItemIds: many(1001, "a") } }, "filter.excludeItemIds"],
    ["100 categories", list, { filter: { categories: many(101, "a") } }, "filter.categories"],
    ["100 brands", list, { filter: { brands: many(101, "a") } }, "filter.brands"],
    [
      "20 repeatable groups",
      list,
      { filter: { repeatable: many(21, { categories: ["a"], afterDays: 1 }) } },
      "filter.repeatable",
    ],
    ["256 characters of an id", list, { customerId: long }, "customerId"],
    ["256 characters of a label", list, { filter: { brands: [long] } }, "filter.brands.0"],
    ["64 characters of a placement", list, { placement: "p".repeat(65) }, "placement"],
    ["100 items of a cart", "/v1/cart/recommendations", { itemIds: many(101, "a") }, "itemIds"],
    ["1,000 events", "/v1/events", { events: many(1001, {}) }, "events"],
    ["1,000 items", "/v1/items:batch", { items: many(1001, {}) }, "items"],
  ])("%s", async (_, path, body, where) => {
    const { status, errors } = await problem(shop.call("POST", path, body));
    expect({ status, paths: errors?.map(({ path }) => path) }).toEqual({ status: 400, paths: [where] });
  });

  test.each<[string, string, object]>([
    ["a list", list, { pin: many(2001, 0) }],
    ["boosts", list, { boost: many(3, { itemIds: many(700, "a"), factor: 2 }) }],
    [
      "boosts, filter, pins and session",
      list,
      {
        boost: [{ itemIds: many(1000, "a"), factor: 2 }],
        filter: { excludeItemIds: many(900, "a") },
        pin: many(50, "a"),
        session: many(50, { itemId: "a" }),
      },
    ],
    ["a cart", "/v1/cart/recommendations", { itemIds: ["a"], filter: { any: many(2000, {}) } }],
    ["an item", "/v1/items/item-1", { categories: many(2001, 0) }],
  ])("2,000 entries in all lists of a request together: %s", async (_, path, body) => {
    const method = path.includes("items/") ? "PUT" : "POST";
    const { status, errors } = await problem(shop.call(method, path, body));
    expect({ status, errors }).toEqual({
      status: 400,
      errors: [{ path: "", message: "All lists of a request together may have up to 2,000 entries." }],
    });
  });

  test("2,000 entries in all lists of one item of a batch", async () => {
    const items = [{ itemId: "item-1", categories: many(2001, 0) }];
    const response = await shop.call("POST", "/v1/items:batch", { items });
    expect(await response.json()).toMatchObject({
      errors: [{ path: "items.0", message: "All lists of a request together may have up to 2,000 entries." }],
    });
  });

  test.each<[string, object]>([
    ["1,000 characters of a title", { title: "x".repeat(1001) }],
    ["256 characters of a brand", { brand: long }],
    ["100 categories of an item", { categories: many(101, "a") }],
    ["100 attributes of an item", { attributes: many(101, "a") }],
    ["2,000 characters of an address", { url: `https://x/${"x".repeat(2000)}` }],
  ])("%s", async (_, item) => {
    const { status, errors } = await problem(shop.call("PUT", "/v1/items/item-1", item));
    expect({ status, paths: errors?.map(({ path }) => path) }).toEqual({
      status: 400,
      paths: Object.keys(item),
    });
  });
});

describe("an address", () => {
  const ask = (query: string) => shop.call("GET", `/v1/trending?${query}`);

  test("may have 8,192 characters", async () => {
    const address = `${shop.url}/v1/trending?categories=`;
    const fill = (characters: number) => fetch(address + "x".repeat(characters - address.length));
    expect((await problem(fill(8192))).status).toBe(400); // a label may have 256
    expect(await problem(fill(8193))).toMatchObject({ status: 414 });
  });

  test("may have 1,024 parameters", async () => {
    const parameters = (count: number) =>
      ["limit=1", ...Array.from({ length: count - 1 }, () => "q=1")].join("&");
    expect((await problem(ask(parameters(1024)))).errors).toMatchObject([{ path: "q" }]);
    expect((await ask(Array.from({ length: 1000 }, () => "exclude=a").join("&"))).status).toBe(414);
    expect((await ask(Array.from({ length: 700 }, () => "exclude=a").join("&"))).status).toBe(200);
    expect(await problem(ask(parameters(1025)))).toMatchObject({
      status: 400,
      errors: [{ message: "A query may have up to 1024 parameters." }],
    });
  });
});

describe("a connection", () => {
  test("whose headers trickle in is ended", async () => {
    const trickle = async function* () {
      yield "GET /v1/trending HTTP/1.1\r\nhost: x\r\nx-slow: ";
      for (;;) {
        await Bun.sleep(500);
        yield "x";
      }
    };
    expect(await raw(trickle())).toBe("");
  });
});

describe("the runtime closes the connection of a request", () => {
  test.each([
    ["with headers of more than 16 KiB", `x-large: ${"x".repeat(17_000)}`, "431"],
    ["with hundreds of headers", Array.from({ length: 400 }, (_, at) => `x-${at}: 1`).join("\r\n"), "431"],
    ["with two lengths", "content-length: 5\r\ncontent-length: 6", "400"],
    ["with a length and chunks", "content-length: 5\r\ntransfer-encoding: chunked", "400"],
    ["with a negative length", "content-length: -5", "400"],
  ])("%s", async (_, headers, status) => {
    expect(await raw([head("/v1/events", headers)])).toStartWith(`HTTP/1.1 ${status}`);
  });
});
