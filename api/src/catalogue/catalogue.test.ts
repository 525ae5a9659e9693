import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StoredItem } from "@aisle/store";
import { type Shop, startShop, until } from "../../test/shop.ts";
import type { ItemBatchResult } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

async function item(method: string, path: string, body?: unknown) {
  const response = await shop.call(method, path, body);
  return { status: response.status, body: (await response.json()) as StoredItem };
}

async function batch(body: unknown, type = "application/json") {
  const response = await shop.call("POST", "/v1/items:batch", body, { "content-type": type });
  return { http: response.status, ...((await response.json()) as ItemBatchResult) };
}

const ndjson = (lines: string[]) => batch(lines.join("\n"), "application/x-ndjson");

/** The items like `itemId`, by id. */
const similar = async (itemId: string, limit = 100) => {
  const response = await shop.call("GET", `/v1/items/${itemId}/similar?limit=${limit}`);
  const { items } = (await response.json()) as { items: { itemId: string }[] };
  return items.map((found) => found.itemId);
};

describe("an item that cannot be stored", () => {
  test.each([
    ["an unknown field", { colour: "red" }],
    ["a negative price", { price: -1 }],
    ["a price as text", { price: "9.99" }],
    ["half a unit in stock", { stock: 0.5 }],
    ["more than any price", { price: 1e13 }],
    ["more than any stock", { stock: 1e13 }],
    ["half a character", { title: "\ud800" }],
    ["an empty category", { categories: [""] }],
    ["an address that runs code", { url: "javascript:alert(1)" }],
    ["another id than its address", { itemId: "other" }],
  ])("has %s", async (_, fields) => {
    expect((await item("PUT", "/v1/items/bad", fields)).status).toBe(400);
    expect((await item("GET", "/v1/items/bad")).status).toBe(404);
  });

  test("an unknown one can be neither read, changed nor deleted", async () => {
    for (const method of ["GET", "DELETE"]) expect((await item(method, "/v1/items/none")).status).toBe(404);
    expect((await item("PATCH", "/v1/items/none", { price: 1 })).status).toBe(404);
  });
});

describe("an id that no address can carry, or no store", () => {
  test.each([".", "..", "", "a\0b", "\ud800", "x".repeat(257)])(
    "%j is refused on every way in",
    async (itemId) => {
      expect((await batch({ items: [{ itemId }] })).http).toBe(400);
      expect((await ndjson([JSON.stringify({ itemId })])).http).toBe(400);
    },
  );
});

describe("a null", () => {
  test("is an absent field in a PUT, a batch and lines, as it clears one in a PATCH", async () => {
    const fields = {
      groupId: null,
      title: null,
      brand: null,
      categories: null,
      price: null,
      stock: null,
      hidden: null,
      url: null,
    };
    expect(
      (await item("PUT", "/v1/items/cleared", { groupId: "lamp", brand: "Bora", price: 1 })).status,
    ).toBe(200);
    expect(await item("PUT", "/v1/items/cleared", fields)).toEqual({
      status: 200,
      body: { itemId: "cleared" },
    });
    for (const send of [
      (entry: object) => batch({ items: [entry] }),
      (entry: object) => ndjson([JSON.stringify(entry)]),
    ]) {
      await item("PUT", "/v1/items/cleared", { groupId: "lamp", brand: "Bora", price: 1 });
      expect(await send({ itemId: "cleared", ...fields, price: 2 })).toMatchObject({
        http: 200,
        accepted: 1,
      });
      expect((await item("GET", "/v1/items/cleared")).body).toEqual({ itemId: "cleared", price: 2 });
    }
    expect((await batch({ items: [{ itemId: null }] })).http).toBe(400);
  });
});

describe("one item", () => {
  const path = "/v1/items/a%2Fb%20%C3%A9";

  test("is put, read, changed and deleted under any id", async () => {
    const fields = {
      groupId: "first/é",
      title: "First",
      brand: "Alba",
      price: 3,
      stock: 0,
      hidden: false,
      categories: ["beauty"],
    };
    expect(await item("PUT", path, fields)).toEqual({ status: 200, body: { itemId: "a/b é", ...fields } });
    expect(await item("PATCH", path, { price: 4, brand: null, stock: null })).toMatchObject({
      status: 200,
      body: { title: "First", price: 4 },
    });
    const { body } = await item("GET", path);
    expect(body).toEqual({
      itemId: "a/b é",
      groupId: "first/é",
      title: "First",
      price: 4,
      hidden: false,
      categories: ["beauty"],
    });
    expect((await item("PUT", path, body)).body).toEqual(body);
    const deleted = await shop.call("DELETE", path);
    expect({ status: deleted.status, body: await deleted.text() }).toEqual({ status: 204, body: "" });
    expect((await item("GET", path)).status).toBe(404);
  });

  test("keeps both of two changes made at the same moment", async () => {
    await item("PUT", "/v1/items/busy", { title: "Busy" });
    const patches = [{ price: 1 }, { stock: 2 }, { brand: "Bora" }, { categories: ["soap"] }];
    await Promise.all(patches.map((patch) => item("PATCH", "/v1/items/busy", patch)));
    expect((await item("GET", "/v1/items/busy")).body).toEqual({
      itemId: "busy",
      title: "Busy",
      price: 1,
      stock: 2,
      brand: "Bora",
      categories: ["soap"],
    });
    await shop.call("DELETE", "/v1/items/busy");
  });
});

describe("a change counts in the very next list", () => {
  test("a new item is recommended by its content", async () => {
    await item("PUT", "/v1/items/cold", {
      title: "Alba brush new",
      brand: "Alba",
      categories: ["beauty", "brush"],
    });
    expect(await similar("item-9")).toContain("cold");
    expect((await similar("cold", 3)).length).toBe(3);
    const { items } = await shop.recommend({ session: [{ itemId: "cold" }], limit: 3 });
    expect(items[0]!.reasons[0]).toMatchObject({ itemId: "cold" });
  });

  test("a hidden or deleted item is gone, and comes back", async () => {
    await item("PUT", "/v1/items/shy", {
      title: "Alba brush shy",
      brand: "Alba",
      categories: ["beauty", "brush"],
    });
    expect(await similar("item-9")).toContain("shy");
    await item("PATCH", "/v1/items/shy", { hidden: true });
    expect(await similar("item-9")).not.toContain("shy");
    await item("PATCH", "/v1/items/shy", { hidden: null });
    expect(await similar("item-9")).toContain("shy");
    await shop.call("DELETE", "/v1/items/shy");
    expect(await similar("item-9")).not.toContain("shy");
    expect((await shop.call("GET", "/v1/items/shy/similar")).status).toBe(404);
  });

  test("in another process, at its next look at the catalogue", async () => {
    const other = await startShop({ home: shop.home });
    try {
      await item("PUT", "/v1/items/travels", {
        title: "Bora brush",
        brand: "Bora",
        categories: ["beauty", "brush"],
      });
      const has = async () => {
        const response = await other.call("GET", "/v1/items/item-9/similar?limit=100");
        return (await response.text()).includes('"travels"');
      };
      await until(has);
      await shop.call("DELETE", "/v1/items/travels");
      await until(async () => !(await has()));
    } finally {
      await other.stop();
    }
  });
});

describe("a batch", () => {
  test("names what it cannot store and keeps the rest", async () => {
    const result = await batch({
      items: [{ itemId: "b1", title: "One" }, { itemId: "b2", price: -1 }, 7, {}],
    });
    expect(result).toMatchObject({ http: 200, accepted: 1, rejected: 3 });
    expect(result.errors.map(({ index, itemId }) => [index, itemId])).toEqual([
      [1, "b2"],
      [2, undefined],
      [3, undefined],
    ]);
    expect((await item("GET", "/v1/items/b1")).body.title).toBe("One");
  });

  test("of nothing good is a 400 that names each", async () => {
    const response = await shop.call("POST", "/v1/items:batch", { items: [{}, { itemId: "x", price: "1" }] });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(["items.0", "items.1"]);
  });

  test("of none or of more than a thousand is not valid", async () => {
    expect((await batch({ items: [] })).http).toBe(400);
    const items = Array.from({ length: 1001 }, (_, at) => ({ itemId: `many-${at}` }));
    expect((await batch({ items })).http).toBe(400);
    expect((await batch("")).http).toBe(400);
    for (const none of [[], ["", ""]])
      expect(await ndjson(none)).toMatchObject({ http: 400, detail: "There is no item in the body." });
  });

  test("of another type is told both that there are", async () => {
    expect(await batch('{"itemId":"a"}', "application/ndjson")).toMatchObject({
      http: 415,
      detail: expect.stringMatching(/application\/json.*application\/x-ndjson.*application\/ndjson/),
    });
  });

  test("of the same item twice stores the last", async () => {
    await batch({
      items: [
        { itemId: "twice", price: 1 },
        { itemId: "twice", price: 2 },
      ],
    });
    expect((await item("GET", "/v1/items/twice")).body.price).toBe(2);
  });
});

describe("an import of lines", () => {
  test("takes more than a JSON body may have, and names bad lines", async () => {
    const lines = Array.from({ length: 2500 }, (_, at) =>
      JSON.stringify({ itemId: `line-${at}`, title: "x".repeat(600) }),
    );
    lines[3] = "{broken";
    lines[2400] = JSON.stringify({ itemId: "line-2400", price: -1 });
    const result = await ndjson([...lines, "", ""]);
    expect(result).toMatchObject({ http: 200, accepted: 2498, rejected: 2 });
    expect(result.errors[0]).toMatchObject({ index: 3, error: expect.stringContaining("not JSON") });
    expect(result.errors[1]).toMatchObject({ index: 2400, itemId: "line-2400" });
    expect((await item("GET", "/v1/items/line-2499")).status).toBe(200);
    expect((await shop.call("GET", "/v1/items/line-2499/similar")).status).toBe(200);
  });

  test("may be cut anywhere on its way, inside a character too", async () => {
    const bytes = new TextEncoder().encode(`${JSON.stringify({ itemId: "cut", title: "é — 漢字" })}\r\n`);
    const stream = new ReadableStream({
      async start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const response = await fetch(`${shop.url}/v1/items:batch`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: stream,
    });
    expect(response.status).toBe(200);
    expect((await item("GET", "/v1/items/cut")).body.title).toBe("é — 漢字");
  });

  test("with a line of endless length is a 413", async () => {
    expect((await ndjson(["x".repeat(70_000)])).http).toBe(413);
    expect((await ndjson(["x".repeat(1_000_000)])).http).toBe(413);
  });

  test.each(["application/json", "application/x-ndjson"])(
    "whose sender goes away is no fault of the service: %s",
    async (type) => {
      const { hostname, port } = new URL(shop.url);
      const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
      const head = `POST /v1/items:batch HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked`;
      const before = shop.log.length;
      const ended = () => shop.log.slice(before).find(({ route }) => route === "/v1/items:batch");
      socket.write(`${head}\r\n\r\n18\r\n{"itemId":"went-away-1"}\r\n`);
      socket.end();
      await until(() => ended() !== undefined);
      expect(ended()).toMatchObject({ status: 400 });
      expect(shop.log.slice(before).filter(({ level }) => level === "error")).toEqual([]);
    },
  );

  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => JSON.stringify({ itemId: `resumed-${from + at}` }));

  test("that breaks off says how many lines before were taken, and goes on from there", async () => {
    const response = await shop.call(
      "POST",
      "/v1/items:batch",
      [...lines(0, 1_200), "", "no", ...lines(1_200, 1_500), "x".repeat(70_000), ...lines(1_500, 1_600)].join(
        "\n",
      ),
      { "content-type": "application/x-ndjson" },
    );
    const problem = (await response.json()) as { detail: string; resumeAt: number };
    expect(response.status).toBe(413);
    // The bad line counts, the blank one does not.
    expect(problem).toMatchObject({
      accepted: 1_500,
      rejected: 1,
      resumeAt: 1_501,
      errors: [{ index: 1_200 }],
    });
    expect(problem.detail).toContain("The 1501 items before the one at 1501 are done");
    expect((await item("GET", "/v1/items/resumed-1499")).status).toBe(200);
    expect((await item("GET", "/v1/items/resumed-1500")).status).toBe(404);
  });

  test("of bytes that are not UTF-8 keeps none of the lines that have them", async () => {
    const latin1 = (text: string) => Buffer.from(text, "latin1");
    const body = Buffer.concat([
      latin1('{"itemId":"plain"}\n{"itemId":"lat-ä"}\n'),
      Buffer.from('{"itemId":"utf-ä"}'),
    ]);
    const response = await fetch(`${shop.url}/v1/items:batch`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body,
    });
    expect(await response.json()).toMatchObject({
      accepted: 2,
      rejected: 1,
      errors: [{ index: 1, error: "not UTF-8: byte 15 is 0xE4 in the line" }],
    });
    expect((await item("GET", `/v1/items/${encodeURIComponent("utf-ä")}`)).status).toBe(200);
    expect((await item("GET", `/v1/items/${encodeURIComponent("lat-\u{1F6AA}")}`)).status).toBe(404);
  });

  test("reports at most a hundred errors but counts them all", async () => {
    const result = await ndjson([
      JSON.stringify({ itemId: "fine" }),
      ...Array.from({ length: 150 }, () => "no"),
    ]);
    expect(result).toMatchObject({ accepted: 1, rejected: 150 });
    expect(result.errors).toHaveLength(100);
  });
});

test("the search pages through what matches, commas and brackets included", async () => {
  await item("PUT", "/v1/items/s-1", { title: "Zebra, striped [1,2]", brand: "A,B" });
  await item("PUT", "/v1/items/s-2", { title: "Zebra plain", brand: "A,B", categories: ["zoo"] });
  const search = async (query: string) =>
    (await (await shop.call("GET", `/v1/items?${query}`)).json()) as { items: StoredItem[]; next?: string };
  const found = async (query: string) => (await search(query)).items.map(({ itemId }) => itemId);
  expect(await found("query=zebra,")).toEqual(["s-1"]);
  expect(await found("query=[1,2]")).toEqual(["s-1"]);
  expect(await found("brand=A,B")).toEqual(["s-1", "s-2"]);
  expect(await found("category=zoo&query=zebra")).toEqual(["s-2"]);
  const first = await search("query=zebra&limit=1");
  expect(first).toMatchObject({ items: [{ itemId: "s-1" }], next: "s-1" });
  const second = await search(`query=zebra&limit=1&after=${first.next}`);
  expect(second.items.map(({ itemId }) => itemId)).toEqual(["s-2"]);
  expect(second.next).toBeUndefined();
});

test("the search is sorted and narrowed, and tells what it can be narrowed by", async () => {
  await item("PUT", "/v1/items/n-1", {
    title: "Narwhal mug",
    groupId: "n",
    brand: "Ice",
    price: 9,
    stock: 0,
  });
  await item("PUT", "/v1/items/n-2", {
    title: "Narwhal jug",
    groupId: "n",
    brand: "Ice",
    price: 5,
    categories: ["sea"],
  });
  await item("PUT", "/v1/items/n-3", { title: "Narwhal cap", brand: "Sun", price: 7 });
  const read = async (path: string) => (await shop.call("GET", `${path}query=narwhal`)).json();
  const found = async (query: string) =>
    ((await read(`/v1/items?${query}&`)) as { items: StoredItem[] }).items.map(({ itemId }) => itemId);
  expect(await found("sort=price-asc")).toEqual(["n-2", "n-3", "n-1"]);
  expect(await found("sort=price-desc&inStock=true")).toEqual(["n-3", "n-2"]);
  expect(await found("groupId=n")).toEqual(["n-1", "n-2"]);
  expect(await found("priceMin=6&priceMax=8")).toEqual(["n-3"]);
  expect(await read("/v1/facets?")).toEqual({
    categories: [{ name: "sea", items: 1 }],
    brands: [
      { name: "Ice", items: 2 },
      { name: "Sun", items: 1 },
    ],
  });
  for (const wrong of ["sort=cheap", "priceMin=-1", "priceMax=x", "inStock=1", "sort=price-asc&after=n-1"])
    expect((await shop.call("GET", `/v1/items?${wrong}`)).status).toBe(400);
  expect(await read("/v1/items?sort=newest&after=n-1&")).toMatchObject({
    type: "urn:aisle:problem:invalid-request",
    errors: [{ message: "after is not the next of a search in this order: begin without it." }],
  });
});

test("the search finds what a mistyped word was meant to be, and says so, also of items that came since", async () => {
  const search = async (query: string) =>
    (await (await shop.call("GET", `/v1/items?query=${encodeURIComponent(query)}`)).json()) as {
      items: StoredItem[];
      correctedQuery?: string;
    };
  await item("PUT", "/v1/items/m-1", { title: "Strickmütze, Espresso" });
  expect(await search("strickmuetze expresso")).toMatchObject({
    items: [{ itemId: "m-1" }],
    correctedQuery: "strickmutze espresso",
  });
  expect(await search("Espresso")).not.toHaveProperty("correctedQuery");
  expect(await search("quetzalcoatlus")).toEqual({ items: [] });
  await item("PUT", "/v1/items/m-2", { title: "Quetzalcoatl" });
  expect(await search("quetzalcoattl")).toMatchObject({
    items: [{ itemId: "m-2" }],
    correctedQuery: "quetzalcoatl",
  });
  await item("PATCH", "/v1/items/m-2", { hidden: true });
  expect(await search("quetzalcoattl")).toEqual({ items: [] });
});

describe("some items at once", () => {
  const read = async (query: string) => {
    const response = await shop.call("GET", `/v1/items?${query}`);
    return { status: response.status, body: (await response.json()) as { items: StoredItem[] } };
  };
  const found = async (query: string) => (await read(query)).body.items.map(({ itemId }) => itemId);

  test("are not more than a hundred, and each by an id", async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => `ids=x${at}`).join("&");
    expect((await read(ids(101))).status).toBe(400);
    expect(await read(ids(100))).toMatchObject({ status: 200, body: { items: [] } });
    expect((await read("ids=")).status).toBe(400);
    expect((await read(`ids=${"x".repeat(257)}`)).status).toBe(400);
  });

  test("come in one answer, without those that are not there", async () => {
    const ids = Array.from({ length: 30 }, (_, at) => `item-${at}`);
    expect((await found(`ids=${ids.join()}`)).toSorted()).toEqual(ids.toSorted());
    expect(await found("ids=item-7,none,item-7")).toEqual(["item-7"]);
    await item("PUT", "/v1/items/a%2Cb", { title: "With a comma" });
    expect(await found("ids=a%2Cb&ids=a%2Cb")).toEqual(["a,b"]);
  });

  test("hidden ones only when asked for, in a search as by id", async () => {
    await item("PUT", "/v1/items/veiled", { title: "Veiled thing", hidden: true });
    for (const query of ["ids=veiled", "query=veiled"]) {
      expect(await found(query)).toEqual([]);
      expect(await found(`${query}&includeHidden=true`)).toEqual(["veiled"]);
    }
    expect((await item("GET", "/v1/items/veiled")).body.hidden).toBe(true);
  });
});
