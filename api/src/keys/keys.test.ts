import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { type Shop, startShop, until } from "../../test/shop.ts";
import { keyCommand, UsageError } from "./command.ts";
import { Keyring } from "./keyring.ts";
import { makeKey, matches, parseKey } from "./key.ts";
import { SCOPES } from "./scopes.ts";
import { TokenBucket } from "./token-bucket.ts";

const random = (bytes: Uint8Array): Uint8Array => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

/** One request of each scope; none of them changes what the next one gets. */
const REQUESTS: Record<string, readonly [string, string, unknown?]> = {
  recommend: ["POST", "/v1/recommendations", {}],
  events: ["POST", "/v1/events", { customerId: "c", itemId: "item-1", type: "view" }],
  catalogue: ["GET", "/v1/items/item-1"],
  admin: ["GET", "/v1/customers"],
};

const MORE: readonly (readonly [scope: string, method: string, path: string, body?: unknown])[] = [
  ["recommend", "GET", "/v1/recommendations"],
  ["recommend", "GET", "/v1/items/item-1/similar"],
  ["recommend", "GET", "/v1/items/item-1/bought-together"],
  ["recommend", "POST", "/v1/cart/recommendations", { itemIds: ["item-1"] }],
  ["recommend", "GET", "/v1/trending"],
  ["recommend", "GET", "/v1/model"],
  ["catalogue", "GET", "/v1/facets"],
  ["catalogue", "GET", "/v1/items"],
  ["catalogue", "PUT", "/v1/items/item-1", {}],
  ["catalogue", "PATCH", "/v1/items/item-1", {}],
  ["catalogue", "DELETE", "/v1/items/item-2"],
  ["catalogue", "POST", "/v1/items:batch", { items: [] }],
  ["admin", "GET", "/v1/customers/c"],
  ["admin", "GET", "/v1/customers/c/export"],
  ["admin", "PUT", "/v1/customers/c", { attributes: {} }],
  ["admin", "POST", "/v1/customers:batch", { customers: [{ customerId: "c", attributes: {} }] }],
  ["admin", "DELETE", "/v1/customers/nobody"],
  ["admin", "GET", "/v1/rules"],
  ["admin", "PUT", "/v1/rules", { rules: [], expectedVersion: 999 }],
  ["admin", "GET", "/v1/rules/versions"],
  ["admin", "GET", "/v1/rules/versions/999"],
  ["admin", "POST", "/v1/rules/preview", { rules: [], question: { list: "trending" } }],
  ["admin", "POST", "/v1/recommendations:explain", {}],
  ["admin", "GET", "/v1/items/item-1/neighbours"],
  ["admin", "GET", "/v1/items/item-1/shown-to"],
];

const MANY_IDS = Array.from({ length: 1000 }, (_, at) => `item-${at % 60}`);

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ environment: { API_ANONYMOUS: "" } });
});
afterAll(() => shop.stop());

async function command(...argv: string[]): Promise<string[]> {
  const lines: string[] = [];
  await keyCommand(argv, {
    store: shop.store,
    write: (line) => lines.push(line),
    now: () => shop.time.now,
    random,
  });
  return lines;
}

async function newKey(scopes: string, ...more: string[]): Promise<string> {
  const [key = ""] = await command("create", "--name", "test", "--scopes", scopes, ...more);
  await until(async () => (await ask(key, "GET", "/v1/nothing")).status === 404);
  await until(async () => (await ask(key, ...REQUESTS[scopes.split(",")[0]!]!)).status !== 401);
  return key;
}

function ask(key: string | undefined, method: string, path: string, body?: unknown): Promise<Response> {
  return shop.call(method, path, body, key === undefined ? {} : { authorization: `Bearer ${key}` });
}

describe("without a key that is known", () => {
  const other = makeKey(random).key;
  test.each([
    [undefined, "takes a key"],
    ["Bearer", "not known"],
    ["Bearer nonsense", "not known"],
    [`Bearer ${other}`, "not known"],
    [`Basic ${other}`, "as `authorization: Bearer KEY`"],
  ])("%p is a 401 on every address", async (authorization, detail) => {
    for (const [method, path, body] of [
      ...Object.values(REQUESTS),
      ...MORE.map(([, ...request]) => request),
    ]) {
      const headers = authorization === undefined ? {} : { authorization };
      const response = await shop.call(method, path, body, headers);
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get("www-authenticate")).toStartWith("Bearer");
      expect(((await response.json()) as { detail: string }).detail).toContain(detail);
    }
  });

  test("no body is read", async () => {
    for (const [method, path, type] of [
      ["POST", "/v1/recommendations", "application/json"],
      ["POST", "/v1/cart/recommendations", "application/json"],
      ["POST", "/v1/events", "application/json"],
      ["POST", "/v1/items:batch", "application/json"],
      ["POST", "/v1/items:batch", "application/x-ndjson"],
      ["PUT", "/v1/items/item-1", "application/json"],
      ["PATCH", "/v1/items/item-1", "application/json"],
    ]) {
      const socket = connect(Number(new URL(shop.url).port), "127.0.0.1");
      const { promise, resolve } = Promise.withResolvers<string>();
      socket.once("data", (bytes) => resolve(String(bytes)));
      // The body that is announced never comes.
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n`,
      );
      expect([method, path, (await promise).slice(0, 12)]).toEqual([method, path, "HTTP/1.1 401"]);
      socket.destroy();
    }
  });

  test("the document is open, and probes and metrics are only on the internal port", async () => {
    expect((await shop.call("GET", "/openapi.json")).status).toBe(200);
    for (const path of ["/v1/nothing", "/health/live", "/health/ready", "/metrics"])
      expect((await shop.call("GET", path)).status).toBe(404);
    for (const path of ["/health/live", "/health/ready", "/metrics"])
      expect((await fetch(`${shop.internalUrl}${path}`)).status).toBe(200);
  });
});

describe("a key", () => {
  test.each(SCOPES)("with the scope %s does that and nothing else", async (scope) => {
    const key = await newKey(scope);
    const all = [...Object.entries(REQUESTS).map(([name, request]) => [name, ...request] as const), ...MORE];
    for (const [needed, method, path, body] of all) {
      const response = await ask(key, method, path, body);
      const allowed = response.status !== 401 && response.status !== 403;
      expect([method, path, allowed]).toEqual([method, path, needed === scope]);
    }
  });

  test("may ask HEAD of what it may GET", async () => {
    const key = await newKey("recommend");
    expect((await ask(key, "HEAD", "/v1/trending")).status).toBe(200);
    expect((await ask(key, "HEAD", "/v1/customers")).status).toBe(403);
  });

  test("of a rate pays once for a request with a body", async () => {
    // At this rate two requests may come at once, and `newKey` made the first.
    const key = await newKey("recommend", "--rate", "1");
    expect((await ask(key, ...REQUESTS["recommend"]!)).status).toBe(200);
  });

  test.each<[string, string, string, unknown, number]>([
    [
      "many items compared with one another",
      "recommend",
      "/v1/recommendations",
      { limit: 100, diversity: 0.5 },
      15,
    ],
    ["many ids", "recommend", "/v1/recommendations", { filter: { excludeItemIds: MANY_IDS } }, 4],
    ["what is no question at all", "recommend", "/v1/recommendations", { pin: Array(10_000).fill(0) }, 9],
    [
      "many events",
      "events",
      "/v1/events",
      { events: Array.from({ length: 1000 }, () => ({ customerId: "c" })) },
      9,
    ],
    [
      "many items",
      "catalogue",
      "/v1/items:batch",
      { items: Array.from({ length: 1000 }, () => ({ title: "no id" })) },
      9,
    ],
  ])("of a rate pays for %s", async (_, scope, path, body, requests) => {
    // At this rate two requests may come at once, and `newKey` made the first.
    const key = await newKey(scope, "--rate", "1");
    expect((await ask(key, "POST", path, body)).status).not.toBe(429);
    const refused = await ask(key, "POST", path, body);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(requests - 3);
    expect(seconds).toBeLessThan(requests + 3);
  });

  test("says what it lacks", async () => {
    const response = await ask(await newKey("events"), "GET", "/v1/customers");
    expect(await response.json()).toMatchObject({
      type: "urn:aisle:problem:forbidden",
      detail: expect.stringContaining("has the scopes events; this address needs admin"),
    });
  });

  test("with another secret is refused", async () => {
    const key = await newKey("recommend");
    const changed = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
    expect((await ask(changed, ...REQUESTS["recommend"]!)).status).toBe(401);
    expect((await ask(key, ...REQUESTS["recommend"]!)).status).toBe(200);
  });

  test("is refused soon after it was revoked", async () => {
    const key = await newKey("recommend");
    const { keyId } = parseKey(key)!;
    expect(await command("revoke", keyId)).toEqual([`${keyId} is revoked`]);
    await until(async () => (await ask(key, ...REQUESTS["recommend"]!)).status === 401);
    expect(command("revoke", keyId)).rejects.toThrow("there is no valid key");
  });

  test("of a rate is told to wait when it is used up, and others are not", async () => {
    const key = await newKey("recommend", "--rate", "0.5");
    const other = await newKey("recommend");
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(key, ...REQUESTS["recommend"]!)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await ask(other, ...REQUESTS["recommend"]!)).status).toBe(200);
  });

  test("is in no log line and no stored field", async () => {
    const key = await newKey("recommend");
    const { secret } = parseKey(key)!;
    expect(JSON.stringify(shop.log)).not.toContain(secret);
    expect(JSON.stringify(await shop.store.listApiKeys())).not.toContain(secret);
  });
});

describe("the command", () => {
  test.each([
    [[], "say create, list or revoke ID"],
    [["revoke"], "say create, list or revoke ID"],
    [["create", "--scopes", "events"], "--name NAME is missing"],
    [["create", "--name", "x"], "--scopes takes some of"],
    [["create", "--name", "x", "--scopes", "events,all"], 'not "all"'],
    [["create", "--name", "x", "--scopes", "events", "--rate", "0"], "--rate must be a number above 0"],
    [["list", "--colour"], "--colour"],
  ])("refuses %j and makes no key", async (argv, message) => {
    const before = await shop.store.listApiKeys();
    const error = await command(...argv).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(message);
    expect(await shop.store.listApiKeys()).toEqual(before);
  });

  test("lists what there is, without secrets", async () => {
    const [key = ""] = await command(
      "create",
      "--name",
      "web shop",
      "--scopes",
      "recommend, events",
      "--rate",
      "50",
    );
    const { keyId, secret } = parseKey(key)!;
    const lines = await command("list");
    expect(lines).toContain(`${keyId}  web shop: recommend, events, 50 requests/s, since 2026-02-01`);
    expect(lines.join()).not.toContain(secret);
  });
});

describe("a token bucket", () => {
  test("lets two seconds' worth pass at once, and then its rate", () => {
    const bucket = new TokenBucket(10, 0);
    expect(Array.from({ length: 20 }, () => bucket.take(0))).toEqual(Array(20).fill(0));
    expect(bucket.take(0)).toBeCloseTo(0.1, 12);
    expect(bucket.take(50)).toBeCloseTo(0.05, 12);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBeGreaterThan(0);
    expect(Array.from({ length: 21 }, () => bucket.take(1e9)).filter((wait) => wait > 0)).toHaveLength(1);
  });

  test("owes a minute's worth at most, so that an import locks no key for hours", () => {
    const bucket = new TokenBucket(10, 0);
    bucket.spend(1e9, 0);
    expect(bucket.take(0)).toBeCloseTo(60.1, 12);
    const slow = new TokenBucket(0.001, 0);
    slow.spend(5, 0);
    expect(slow.take(0)).toBeCloseTo(2000, 9);
  });

  test("owes what was used elsewhere beyond what it had", () => {
    const bucket = new TokenBucket(10, 0);
    bucket.spend(30, 0);
    expect(bucket.take(0)).toBeCloseTo(1.1, 12);
    expect(bucket.take(1100)).toBe(0);
    expect(bucket.take(1100)).toBeGreaterThan(0);
  });
});

test("processes that tell each other what they let through keep to one rate", async () => {
  const { key, keyId, secretHash } = makeKey(random);
  const stored = {
    keyId,
    secretHash,
    name: "shared",
    scopes: ["recommend"],
    requestsPerSecond: 10,
    createdAt: 0,
  };
  let now = 0;
  const store = { listApiKeys: () => Promise.resolve([stored]) };
  const keyrings = Array.from({ length: 3 }, () => new Keyring({ store, anonymous: [], now: () => now }));
  for (const keyring of keyrings) await keyring.refresh();
  let passed = 0;
  for (; now < 60_000; now += 100) {
    for (const keyring of keyrings)
      for (let time = 0; time < 5; time++) if (keyring.lets(`Bearer ${key}`, "recommend")) passed++;
    for (const keyring of keyrings) {
      const uses = keyring.usesSince();
      for (const other of keyrings) if (other !== keyring) other.usedElsewhere(uses);
    }
  }
  // 600 in a minute, and a burst of 20; a tenth of a second's 5 each may go unseen by the others.
  expect(passed).toBeGreaterThan(590);
  expect(passed).toBeLessThan(640);
  keyrings[0]!.usedElsewhere([["unknown", 1]]);
});

test("a secret matches its own hash only", () => {
  const [one, two] = [makeKey(random), makeKey(random)];
  expect(matches(parseKey(one.key)!.secret, one.secretHash)).toBe(true);
  expect(matches(parseKey(one.key)!.secret, two.secretHash)).toBe(false);
  expect(matches("", "")).toBe(false);
  expect(parseKey(`${one.key}x`)).toBeUndefined();
});
