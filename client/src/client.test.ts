import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Client, createClient } from "./client.ts";
import { ApiError } from "./errors.ts";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly type: string | null;
  readonly body: string;
}

/** A server that writes down what it is asked and answers with the next of `answers`, or an empty object. */
const seen: Seen[] = [];
let answers: Response[] = [];
let server: ReturnType<typeof Bun.serve>;
let client: Client;

beforeAll(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const url = new URL(request.url);
      seen.push({
        method: request.method,
        path: url.pathname + url.search,
        type: request.headers.get("content-type"),
        body: await request.text(),
      });
      return answers.shift() ?? Response.json({});
    },
  });
  let events = 0;
  client = createClient({
    baseUrl: server.url.origin,
    newEventId: () => `made-up-${++events}`,
    wait: () => Promise.resolve(),
  });
});
afterAll(() => server.stop(true));

/** What the server saw of one call. */
async function sent(
  call: () => Promise<unknown>,
): Promise<{ what: string; type: string | null; body: unknown }> {
  seen.length = 0;
  await call();
  expect(seen).toHaveLength(1);
  const { method, path, type, body } = seen[0]!;
  return { what: `${method} ${path}`, type, body: body === "" ? undefined : JSON.parse(body) };
}

describe("ids in addresses", () => {
  test("that would name another route are refused before anything is sent", () => {
    for (const id of ["", ".", ".."]) {
      expect(() => client.getItem(id)).toThrow(TypeError);
      expect(() => client.similar(id)).toThrow(TypeError);
      expect(() => client.getCustomer(id)).toThrow(TypeError);
    }
  });
  test("are encoded", async () => {
    expect((await sent(() => client.getItem("a/b?c#d%/ö"))).what).toBe(
      "GET /v1/items/a%2Fb%3Fc%23d%25%2F%C3%B6",
    );
    expect((await sent(() => client.exportCustomer("../../x"))).what).toBe(
      "GET /v1/customers/..%2F..%2Fx/export",
    );
  });
});

describe("lists", () => {
  test("with a body are asked with the question as it is", async () => {
    const question = {
      customerId: "c",
      session: [{ itemId: "i", type: "view" as const }],
      boost: [{ brands: ["b"], factor: 2 }],
    };
    expect(await sent(() => client.recommend(question))).toEqual({
      what: "POST /v1/recommendations",
      type: "application/json",
      body: question,
    });
    expect(await sent(() => client.recommend())).toMatchObject({
      what: "POST /v1/recommendations",
      body: {},
    });
    expect(await sent(() => client.cart({ itemIds: ["i"] }))).toMatchObject({
      what: "POST /v1/cart/recommendations",
      body: { itemIds: ["i"] },
    });
  });
  test("without a body have every part of the question in the address", async () => {
    const question = {
      customerId: "c",
      limit: 3,
      filter: {
        all: [{ category: "x" }, { attribute: "a,b" }],
        any: [{ brand: "b" }, { category: "y" }],
        none: [{ attribute: "colour:red" }, { brand: "c" }],
        categories: ["x", "y"],
        brands: ["b"],
        price: { min: 0, max: 9.5 },
        inStock: true,
        excludeItemIds: ["p", "q"],
        notInCart: true,
        notBoughtForDays: 30,
      },
      diversity: 0.5,
      explain: false,
      placement: "home",
      includeItems: true,
    };
    const query =
      "?all=category%3Ax&all=attribute%3Aa%2Cb&any=brand%3Ab&any=category%3Ay&brands=b&categories=x&categories=y" +
      "&customerId=c&diversity=0.5&exclude=p&exclude=q&explain=false&inStock=true&includeItems=true&limit=3" +
      "&none=attribute%3Acolour%3Ared&none=brand%3Ac&notBoughtForDays=30&notInCart=true&placement=home&priceMax=9.5&priceMin=0";
    expect((await sent(() => client.getRecommendations(question))).what).toBe(
      `GET /v1/recommendations${query}`,
    );
    expect((await sent(() => client.similar("i", question))).what).toBe(`GET /v1/items/i/similar${query}`);
    expect((await sent(() => client.boughtTogether("i", question))).what).toBe(
      `GET /v1/items/i/bought-together${query}`,
    );
    expect((await sent(() => client.trending(question))).what).toBe(`GET /v1/trending${query}`);
    expect((await sent(() => client.trending())).what).toBe("GET /v1/trending");
  });
});

describe("events", () => {
  const event = { customerId: "c", itemId: "i", type: "view" as const };

  test("get an id when they have none and keep the one they have", async () => {
    const { what, body } = await sent(() => client.sendEvents([event, { ...event, eventId: "mine" }]));
    expect(what).toBe("POST /v1/events");
    const [first, second] = (body as { events: { eventId: string }[] }).events;
    expect(first?.eventId).toStartWith("made-up-");
    expect(second?.eventId).toBe("mine");
  });
  test("of unknown items can be kept", async () => {
    const kept = () => client.sendEvents({ ...event, eventId: "mine" }, { unknown: "keep" });
    expect((await sent(kept)).what).toBe("POST /v1/events?unknown=keep");
  });
  test("can be deleted, and say whether they were there", async () => {
    expect((await sent(() => client.deleteEvent("a/b"))).what).toBe("DELETE /v1/events/a%2Fb");
    answers = [new Response(null, { status: 204 }), Response.json({ title: "none" }, { status: 404 })];
    expect(await client.deleteEvent("e")).toBe(true);
    expect(await client.deleteEvent("e")).toBe(false);
  });
  test("can be sent one by one", async () => {
    const { body } = await sent(() => client.sendEvents({ ...event, eventId: "mine" }));
    expect(body).toEqual({ events: [{ ...event, eventId: "mine" }] });
  });
  test("have the same id in every attempt", async () => {
    seen.length = 0;
    answers = [new Response("", { status: 503 }), new Response("", { status: 503 })];
    await client.sendEvents(event);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });
  test("that are all bad give an error with each result", async () => {
    const results = [{ index: 0, status: "rejected", error: "unknown item" }];
    answers = [Response.json({ title: "Nothing could be accepted", status: 400, results }, { status: 400 })];
    const error = await client.sendEvents(event).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, problem: { results } });
  });
});

describe("the catalogue", () => {
  test("takes items one at a time and in batches", async () => {
    expect(await sent(() => client.putItem("i", { title: "T" }))).toMatchObject({
      what: "PUT /v1/items/i",
      body: { title: "T" },
    });
    expect(await sent(() => client.patchItem("i", { price: null, stock: 3 }))).toMatchObject({
      what: "PATCH /v1/items/i",
      body: { price: null, stock: 3 },
    });
    expect(await sent(() => client.putItems([{ itemId: "i" }]))).toMatchObject({
      what: "POST /v1/items:batch",
      body: { items: [{ itemId: "i" }] },
    });
  });
  test("is searched page by page", async () => {
    expect((await sent(() => client.searchItems())).what).toBe("GET /v1/items");
    expect((await sent(() => client.searchItems({ query: "red sock", limit: 5, after: "i9" }))).what).toBe(
      "GET /v1/items?query=red+sock&limit=5&after=i9",
    );
  });
  test("says whether a deleted item was there", async () => {
    answers = [new Response(null, { status: 204 }), Response.json({ title: "none" }, { status: 404 })];
    expect(await client.deleteItem("i")).toBe(true);
    expect(await client.deleteItem("i")).toBe(false);
  });
  test("rejects a deletion that failed otherwise", async () => {
    answers = [Response.json({ title: "The service failed" }, { status: 500 })];
    expect(await client.deleteItem("i").catch((error: unknown) => error)).toMatchObject({ status: 500 });
  });
  test("is imported as a stream, an item per line", async () => {
    const items = Array.from({ length: 2500 }, (_, index) => ({ itemId: `i${index}`, title: "two\nlines" }));
    seen.length = 0;
    await client.importItems(items);
    expect(seen[0]).toMatchObject({
      method: "POST",
      path: "/v1/items:batch",
      type: "application/x-ndjson",
      body: items.map((item) => `${JSON.stringify(item)}\n`).join(""),
    });
  });
  test("stops reading the source of an import that is given up", async () => {
    const controller = new AbortController();
    const stopped = Promise.withResolvers<void>();
    async function* endless() {
      try {
        for (let index = 0; ; index++) {
          if (index === 10_000) controller.abort(new Error("enough"));
          yield { itemId: `i${index}` };
          await new Promise(setImmediate);
        }
      } finally {
        stopped.resolve();
      }
    }
    const error = await client
      .importItems(endless(), { signal: controller.signal })
      .catch((error: unknown) => error);
    expect(String(error)).toBe("Error: enough");
    await stopped.promise;
  });
  test("is imported from an asynchronous source, whose failure is the caller's", async () => {
    async function* broken() {
      yield { itemId: "i" };
      await Promise.resolve();
      throw new Error("the file ended early");
    }
    const error = await client.importItems(broken()).catch((error: unknown) => error);
    expect(String(error)).toContain("the file ended early");
  });
});

describe("customers and the model", () => {
  test("have a method for each route", async () => {
    expect((await sent(() => client.listCustomers({ limit: 1 }))).what).toBe("GET /v1/customers?limit=1");
    expect((await sent(() => client.getCustomer("c"))).what).toBe("GET /v1/customers/c");
    expect((await sent(() => client.getCustomer("c", { limit: 5 }))).what).toBe(
      "GET /v1/customers/c?limit=5",
    );
    expect((await sent(() => client.exportCustomer("c"))).what).toBe("GET /v1/customers/c/export");
    expect((await sent(() => client.deleteCustomer("c"))).what).toBe("DELETE /v1/customers/c");
    expect((await sent(() => client.model())).what).toBe("GET /v1/model");
  });
  test("rules are read, saved and tried", async () => {
    const rules = [{ pin: ["i"] }];
    expect((await sent(() => client.getRules())).what).toBe("GET /v1/rules");
    expect(await sent(() => client.saveRules({ rules, expectedVersion: 3 }))).toMatchObject({
      what: "PUT /v1/rules",
      body: { rules, expectedVersion: 3 },
    });
    expect((await sent(() => client.listRulesVersions())).what).toBe("GET /v1/rules/versions");
    expect((await sent(() => client.getRulesVersion(2))).what).toBe("GET /v1/rules/versions/2");
    const question = { list: "similar" as const, itemId: "i" };
    expect(await sent(() => client.previewRules({ rules, question }))).toMatchObject({
      what: "POST /v1/rules/preview",
      body: { rules, question },
    });
  });
});
