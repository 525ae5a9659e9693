// The typed client against the service: it reaches every route, says everything that the document allows, and gets
// what its types promise. That both sides name the same fields is checked by the compiler in `client-agreement.ts`.
// oxlint-disable-next-line no-restricted-imports -- tests are the one place where the API meets its client
import { ApiError, type Client, createClient, type NewEvent } from "@aisle/client";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Shop, startShop } from "./shop.ts";

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly type: string | null;
}

let shop: Shop;
let client: Client;
let recorded: Recorded[] = [];

beforeAll(async () => {
  shop = await startShop();
  client = createClient({
    baseUrl: shop.url,
    retries: 0,
    fetch(url, init) {
      const { pathname, searchParams } = new URL(url);
      const type = new Headers(init.headers).get("content-type");
      recorded.push({ method: init.method ?? "GET", path: pathname, query: [...searchParams.keys()], type });
      return fetch(url, init);
    },
  });
});
afterAll(() => shop.stop());

const LIST = {
  customerId: "c1",
  limit: 5,
  filter: {
    categories: ["beauty"],
    brands: ["Alba"],
    price: { min: 1, max: 50 },
    inStock: true,
    notInCart: true,
    all: [{ category: "beauty" }],
    any: [{ brand: "Alba" }],
    none: [{ attribute: "none" }],
    notBoughtForDays: 30,
    excludeItemIds: ["item-1"],
  },
  diversity: 0.2,
  explain: true,
  fill: true,
  variants: "all" as const,
  placement: "home",
  includeItems: true,
};
const EVENT: NewEvent = { customerId: "c1", itemId: "item-1", type: "view" };

/** Every method of the client, with all that it can say in an address. */
const CALLS: { readonly [Method in keyof Client]: () => Promise<unknown> } = {
  recommend: () => client.recommend(LIST),
  explain: () => client.explain(LIST),
  getRecommendations: () => client.getRecommendations({ ...LIST, context: { country: "DE" } }),
  similar: () => client.similar("item-1", LIST),
  boughtTogether: () => client.boughtTogether("item-1", LIST),
  cart: () => client.cart({ itemIds: ["item-1"], ...LIST }),
  trending: () => client.trending(LIST),
  sendEvents: () => client.sendEvents(EVENT, { unknown: "keep" }),
  deleteEvent: () => client.deleteEvent("none"),
  putItem: () => client.putItem("new", { title: "New" }),
  patchItem: () => client.patchItem("new", { price: 3 }),
  getItem: () => client.getItem("new"),
  neighbours: () => client.neighbours("item-1", { limit: 3 }),
  shownTo: () => client.shownTo("item-1", { customers: 3, limit: 5 }),
  deleteItem: () => client.deleteItem("new"),
  putItems: () => client.putItems([{ itemId: "batch" }]),
  importItems: () => client.importItems([{ itemId: "line" }]),
  searchItems: () =>
    client.searchItems({
      query: "alba",
      category: "beauty",
      brand: "Alba",
      ids: ["item-3", "item-6"],
      includeHidden: true,
      groupId: "group-1",
      priceMin: 1,
      priceMax: 50,
      inStock: true,
      sort: "id",
      limit: 2,
      after: "item-1",
    }),
  itemFacets: () =>
    client.itemFacets({
      query: "alba",
      category: "beauty",
      brand: "Alba",
      ids: ["item-3", "item-6"],
      includeHidden: true,
      groupId: "group-1",
      priceMin: 1,
      priceMax: 50,
      inStock: true,
    }),
  listCustomers: () => client.listCustomers({ limit: 5 }),
  getCustomer: () => client.getCustomer("c1", { limit: 5 }),
  putCustomer: () => client.putCustomer("c1", { country: "DE" }),
  getRules: () => client.getRules(),
  saveRules: () => client.saveRules({ rules: [], expectedVersion: 0 }),
  listRulesVersions: () => client.listRulesVersions(),
  getRulesVersion: () => client.getRulesVersion(1),
  previewRules: () => client.previewRules({ rules: [], question: { list: "trending" } }),
  putCustomers: () => client.putCustomers([{ customerId: "c2", attributes: { country: "DE" } }]),
  exportCustomer: () => client.exportCustomer("c1"),
  deleteCustomer: () => client.deleteCustomer("c1"),
  model: () => client.model(),
};

describe("the client and the OpenAPI document", () => {
  /** `METHOD /path/{id}` of the document, with its operation. */
  let operations: Map<string, Operation>;
  /** What the client sent, by the document's name for it. */
  let sent: Map<string, Recorded[]>;

  beforeAll(async () => {
    const document = (await (await shop.call("GET", "/openapi.json")).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = new Map(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
        ),
      ),
    );
    recorded = [];
    for (const call of Object.values(CALLS)) await call();
    sent = Map.groupBy(recorded, ({ method, path }) => `${method} ${templateOf(path)}`);
  });

  function templateOf(path: string): string {
    const pattern = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return (
      [...operations.keys()]
        .map((key) => key.split(" ")[1]!)
        .find((template) => pattern(template).test(path)) ?? path
    );
  }

  test("have the same routes", () => {
    expect([...sent.keys()].toSorted()).toEqual([...operations.keys()].toSorted());
  });
  test("have the same parameters in the address", () => {
    for (const [key, { parameters = [] }] of operations) {
      const documented = parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
      const used = new Set(sent.get(key)?.flatMap(({ query }) => query));
      expect({ key, query: [...used].toSorted() }).toEqual({ key, query: documented.toSorted() });
    }
  });
  test("have the same types of body", () => {
    for (const [key, { requestBody }] of operations) {
      const used = new Set(sent.get(key)?.flatMap(({ type }) => type ?? []));
      expect({ key, types: [...used].toSorted() }).toEqual({
        key,
        types: Object.keys(requestBody?.content ?? {}).toSorted(),
      });
    }
  });
});

describe("through the client", () => {
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  test("a faulty question is an error that names the field and the request", async () => {
    const error = await failureOf(client.recommend({ limit: 1000 }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, problem: { errors: [{ path: "limit" }] } });
    expect((error as ApiError).requestId).toBeString();
    expect(String(error)).toContain("limit: ");
  });
  test("an unknown item is a 404, and deleting it says that it was not there", async () => {
    expect(await failureOf(client.getItem("nope"))).toMatchObject({ status: 404 });
    expect(await failureOf(client.similar("nope"))).toMatchObject({ status: 404 });
    expect(await client.deleteItem("nope")).toBe(false);
  });
  test("a filter without entries restricts nothing, by POST and by GET", async () => {
    const empty = { all: [], any: [], none: [], categories: [], brands: [], excludeItemIds: [], price: {} };
    const { items } = await client.recommend({ limit: 20 });
    expect(items.length).toBeGreaterThan(0);
    const question = { limit: 20, filter: empty };
    for (const asked of [client.recommend(question), client.getRecommendations(question)])
      expect((await asked).items).toEqual(items);
  });
  test("conditions mean by GET what they mean by POST", async () => {
    await client.patchItem("item-4", { attributes: ["vegan, all of it"] });
    const any = [{ attribute: "vegan, all of it" }, { brand: "Bora" }];
    const question = {
      limit: 100,
      filter: { all: [{ category: "beauty" }], any, none: [{ category: "soap" }] },
    };
    const [post, get] = [await client.recommend(question), await client.getRecommendations(question)];
    expect(post.items.map(({ itemId }) => itemId)).toContain("item-4");
    expect(get.items).toEqual(post.items);
  });
  test("events that are all bad reject with each result", async () => {
    expect(await failureOf(client.sendEvents({ ...EVENT, itemId: "nope" }))).toMatchObject({
      status: 400,
      problem: { results: [{ index: 0, status: "rejected" }] },
    });
  });
  test("events that are partly bad are kept where they are good", async () => {
    const good = { ...EVENT, eventId: "kept", customerId: "partly" };
    expect(await client.sendEvents([good, { ...good, itemId: "nope", eventId: "bad" }, good])).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: 1,
    });
  });
  test("a lost answer does not record an event twice", async () => {
    let lost = 0;
    const flaky = createClient({
      baseUrl: shop.url,
      wait: () => Promise.resolve(),
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (lost++ === 0) throw new TypeError("the connection was reset");
        return response;
      },
    });
    expect(await flaky.sendEvents({ ...EVENT, customerId: "lossy" })).toMatchObject({ duplicates: 1 });
    expect((await client.exportCustomer("lossy")).events).toHaveLength(1);
  });
  test("a purchase with its recommendation comes back in the export and the history, until it is erased", async () => {
    const { recommendationId, items } = await client.recommend({ customerId: "buyer" });
    const itemId = items[0]!.itemId;
    const occurredAt = "2026-01-31T10:00:00.000Z";
    await client.sendEvents({
      customerId: "buyer",
      itemId,
      type: "purchase",
      value: 2,
      occurredAt,
      recommendationId,
    });
    expect((await client.exportCustomer("buyer")).events).toMatchObject([
      { itemId, type: "purchase", value: 2, occurredAt, recommendationId },
    ]);
    expect((await client.getCustomer("buyer")).history).toEqual([{ itemId, type: "purchase", occurredAt }]);
    expect((await client.recommend({ customerId: "buyer" })).strategy).toBe("personalised");
    expect(await client.deleteCustomer("buyer")).toEqual({
      customerId: "buyer",
      erased: 1,
      oldestEventAt: occurredAt,
      newestEventAt: occurredAt,
    });
    expect(await failureOf(client.getCustomer("buyer"))).toMatchObject({ status: 404 });
  });
  test("ids may hold anything that an address can carry", async () => {
    const id = `a/b?c#d%2F e&ü"<script>`;
    const fields = { title: "<img src=x onerror=alert(1)>", categories: ["odd"] };
    expect(await client.putItem(id, fields)).toEqual({ itemId: id, ...fields });
    expect(await client.getItem(id)).toEqual({ itemId: id, ...fields });
    expect((await client.similar(id)).items.map(({ itemId }) => itemId)).not.toContain(id);
    await client.sendEvents({ ...EVENT, customerId: id, itemId: id });
    expect((await client.getCustomer(id)).history).toMatchObject([{ itemId: id }]);
    expect(await client.deleteItem(id)).toBe(true);
  });
  test("a filter with a comma in it is one value, in an address and in a body", async () => {
    await client.putItem("comma", { title: "Soap", categories: ["Bath, Body"], stock: 1 });
    const question = { filter: { categories: ["Bath, Body"] } };
    for (const list of [await client.trending(question), await client.recommend(question)]) {
      expect(list.items.map(({ itemId }) => itemId)).toEqual(["comma"]);
    }
    await client.deleteItem("comma");
  });
  test("an import of any size goes in as a stream, and its bad lines are named", async () => {
    const lines = Array.from({ length: 2500 }, (_, n) => ({ itemId: n === 1200 ? "" : `import-${n}` }));
    expect(await client.importItems(lines)).toMatchObject({
      accepted: 2499,
      rejected: 1,
      errors: [{ index: 1200 }],
    });
    const ids: string[] = [];
    let page = await client.searchItems({ query: "import-", limit: 100 });
    for (;;) {
      ids.push(...page.items.map(({ itemId }) => itemId));
      if (page.next === undefined) break;
      page = await client.searchItems({ query: "import-", limit: 100, after: page.next });
    }
    expect(new Set(ids).size).toBe(2499);
    expect(ids).toHaveLength(2499);
  });
  test("a service without a model is an error to try again", async () => {
    const empty = await startShop({ model: false });
    const other = createClient({ baseUrl: empty.url, retries: 0 });
    expect(await failureOf(other.recommend())).toMatchObject({ status: 503 });
    expect(await failureOf(other.model())).toMatchObject({ status: 503 });
    expect((await other.searchItems({ limit: 1 })).items).toHaveLength(1);
    await empty.stop();
    expect(await failureOf(other.model())).toMatchObject({ code: "unreachable" });
  });
});
