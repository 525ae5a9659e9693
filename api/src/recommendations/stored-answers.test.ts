import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { keyCommand } from "../keys/command.ts";
import { fitBundle, ITEMS, type Shop, startShop, until } from "../../test/shop.ts";
import type { Recommendations } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  // A look at the trends would make lists of them anew, in the middle of a test.
  shop = await startShop({ environment: { TREND_POLL_MS: "3600000" } });
});
afterAll(() => shop.stop());

async function listOf(path: string): Promise<Recommendations> {
  const response = await shop.call("GET", path);
  expect(response.status).toBe(200);
  return (await response.json()) as Recommendations;
}

/** The sum of all series of this process whose line starts so. */
async function metric(start: string): Promise<number> {
  const text = await (await fetch(`${shop.internalUrl}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(start));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
const sentAgain = () => metric("aisle_kept_answers_sent_total ");

const event = async (customerId: string, itemId: string, type = "view") => {
  expect((await shop.call("POST", "/v1/events", { customerId, itemId, type })).status).toBe(202);
};

/** Whether the second of two equal questions, with something done in between, is answered with the first one's list. */
async function isKept(path: string, between: () => Promise<unknown> = async () => {}): Promise<boolean> {
  await listOf(path);
  await between();
  const before = await sentAgain();
  await listOf(path);
  return (await sentAgain()) > before;
}

describe("an answer to GET is sent again", () => {
  test.each([
    "/v1/trending?limit=3",
    "/v1/items/item-1/similar",
    "/v1/items/item-2/bought-together?limit=4",
    "/v1/recommendations?customerId=known",
    "/v1/recommendations?limit=7",
  ])("as it was: %s", async (path) => {
    await event("known", "item-1");
    const before = await sentAgain();
    const [first, second] = [await shop.call("GET", path), await shop.call("GET", path)];
    const [one, two] = [await first.clone().text(), await second.clone().text()];
    const id = async (answer: Response) => ((await answer.json()) as Recommendations).recommendationId;
    const [firstId, secondId] = [await id(first), await id(second)];
    expect(await sentAgain()).toBe(before + 1);
    // Each reader's clicks count for a list of their own.
    expect(secondId).not.toBe(firstId);
    expect(two).toBe(one.replace(firstId, secondId));
    const headers = ({ headers }: Response) =>
      Object.fromEntries([...headers].filter(([name]) => name !== "x-request-id" && name !== "date"));
    expect(headers(second)).toEqual(headers(first));
    expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  });

  test("with the caller's own request id", async () => {
    await listOf("/v1/trending?limit=2");
    const { headers } = await shop.call("GET", "/v1/trending?limit=2", undefined, { "x-request-id": "mine" });
    expect(headers.get("x-request-id")).toBe("mine");
  });

  test("whatever other customers do", async () => {
    const path = "/v1/recommendations?customerId=quiet";
    await event("quiet", "item-2");
    expect(await isKept(path, () => event("loud", "item-3"))).toBe(true);
  });

  test("and counts as often as it is sent", async () => {
    const names = [
      "aisle_impressions_total",
      'aisle_recommendations_total{placement="counted"',
      'aisle_http_requests_total{method="GET",route="/v1/trending",status="200"}',
    ];
    await listOf("/v1/trending?placement=counted");
    const before = await Promise.all(names.map(metric));
    for (let time = 0; time < 3; time++) await listOf("/v1/trending?placement=counted");
    expect(await Promise.all(names.map(metric))).toEqual(before.map((count) => count + 3));
  });
});

test("a list that only measures is no impression, made or kept", async () => {
  const impressions = async (): Promise<string | undefined> =>
    (await (await fetch(`${shop.internalUrl}/metrics`)).text())
      .split("\n")
      .find((line) => line.startsWith("aisle_impressions_total"));
  const before = await impressions();
  for (let time = 0; time < 2; time++) await shop.call("GET", "/v1/trending?placement=loadtest");
  await shop.call("POST", "/v1/recommendations", { placement: "loadtest" });
  expect(await impressions()).toBe(before);
});

describe("an answer is made anew", () => {
  test("after an event of the customer", async () => {
    const path = "/v1/recommendations?customerId=busy";
    expect(await isKept(path, () => event("busy", "item-4"))).toBe(false);
    expect(await isKept(path, () => event("busy", "item-4", "hide"))).toBe(false);
    const { items } = (await (await shop.call("GET", path)).json()) as Recommendations;
    expect(items.map(({ itemId }) => itemId)).not.toContain("item-4");
  });

  test("after an event of the customer that another process took", async () => {
    const other = await startShop({ home: shop.home });
    const path = "/v1/recommendations?customerId=elsewhere";
    const took = () =>
      other.call("POST", "/v1/events", { customerId: "elsewhere", itemId: "item-5", type: "view" });
    expect(await isKept(path, took)).toBe(false);
    await other.stop();
  });

  test("after the customer was erased", async () => {
    await event("erased", "item-6");
    const path = "/v1/recommendations?customerId=erased";
    expect(await isKept(path, () => shop.call("DELETE", "/v1/customers/erased"))).toBe(false);
  });

  test("after the customer was erased and did as much again at the same time, in any process", async () => {
    const other = await startShop({ home: shop.home });
    const path = "/v1/recommendations?customerId=again";
    const tells = async ({ url }: Shop) => (await (await fetch(url + path)).text()).includes("item-6");
    await event("again", "item-6");
    expect([await tells(shop), await tells(other)]).toEqual([true, true]);
    await shop.call("DELETE", "/v1/customers/again");
    await event("again", "item-7");
    expect([await tells(shop), await tells(other)]).toEqual([false, false]);
    await other.stop();
  });

  test("after a product changed, and without one that is gone", async () => {
    const path = "/v1/items/item-1/similar?includeItems=true";
    const change = () => shop.call("PATCH", "/v1/items/item-1", { title: "Another title" });
    expect(await isKept(path, change)).toBe(false);
    const { items } = (await (await shop.call("GET", path)).json()) as Recommendations;
    const gone = items[0]!.itemId;
    expect(await isKept(path, () => shop.call("DELETE", `/v1/items/${gone}`))).toBe(false);
    const after = (await (await shop.call("GET", path)).json()) as Recommendations;
    expect(after.items.map(({ itemId }) => itemId)).not.toContain(gone);
  });

  test("by another model", async () => {
    const replaced = await startShop();
    const ask = async () => (await (await replaced.call("GET", "/v1/trending")).json()) as Recommendations;
    expect((await ask()).model.version).toBe("v1");
    await replaced.publish(await fitBundle(replaced.home, "v2"));
    const deadline = performance.now() + 10_000;
    while ((await ask()).model.version !== "v2" && performance.now() < deadline) await Bun.sleep(20);
    expect((await ask()).model.version).toBe("v2");
    await replaced.stop();
  });

  test.each(["notInCart=true", "notBoughtForDays=30"])(
    "each time when time alone may change it: %s",
    async (rule) => {
      await event("c", "item-1");
      expect(await isKept(`/v1/recommendations?customerId=c&${rule}`)).toBe(false);
    },
  );

  test("for a customer of whom nothing is known: what they do while it is made would outlive their erasure", async () => {
    expect(await isKept("/v1/recommendations?customerId=nobody")).toBe(false);
  });

  test("each time when something is wrong with the question", async () => {
    expect(await isKept("/v1/trending?exclude=no-such-item")).toBe(false);
  });

  test("for POST", async () => {
    const question = { customerId: "poster" };
    const [first, second] = [await shop.recommend(question), await shop.recommend(question)];
    expect(second.items).toEqual(first.items);
    expect(second.recommendationId).not.toBe(first.recommendationId);
  });
});

describe("of all ways to ask, one answer is kept", () => {
  const kept = () => metric("aisle_kept_answers ");
  const ask = async (path: string, headers?: Record<string, string>) => {
    const response = await shop.call("GET", path, undefined, headers);
    expect(response.status).toBe(200);
    return response;
  };

  test("whatever origin asks, and each origin gets its own headers", async () => {
    const own = "https://shop.example";
    const open = await startShop({ home: shop.home, environment: { API_CORS_ORIGINS: own } });
    const asks = async (origin: string) =>
      (await open.call("GET", "/v1/trending?limit=6", undefined, { origin })).headers.get(
        "access-control-allow-origin",
      );
    const origins = [own, "https://other.example", own, "https://other.example"];
    const allowed: (string | null)[] = [];
    for (const origin of origins) allowed.push(await asks(origin));
    expect(allowed).toEqual([own, null, own, null]);
    for (let at = 0; at < 50; at++) await asks(`https://${"o".repeat(14_000)}${at}.example`);
    const text = await (await fetch(`${open.internalUrl}/metrics`)).text();
    expect(text).toContain("\naisle_kept_answers 1\n");
    await open.stop();
  });

  test("in whichever order, encoding and host, with defaults or without", async () => {
    const path = "/v1/trending?brands=Alba&limit=5";
    await ask(path);
    const before = { kept: await kept(), sent: await sentAgain() };
    const others = [
      "/v1/trending?limit=5&brands=Alba",
      "/v1/trending?brands=%41lba&limit=5",
      "/v1/trending?explain=true&limit=5&fill=true&brands=Alba&includeItems=false",
    ];
    const answers = await Promise.all(
      others.map(async (other) => (await (await ask(other)).json()) as Recommendations),
    );
    const { items } = (await (await ask(path)).json()) as Recommendations;
    for (const answer of answers) expect(answer.items).toEqual(items);
    await ask(path, { host: "another.example" });
    expect(await kept()).toBe(before.kept);
    expect(await sentAgain()).toBe(before.sent + others.length + 2);
  });

  test("and none of a question that is a mistake, or hardly asked again", async () => {
    await ask("/v1/trending?limit=5");
    expect((await shop.call("GET", "/v1/trending?limit=5&limit=10")).status).toBe(400);
    const before = await kept();
    const long = Array.from({ length: 50 }, (_, at) => `item-${at}`).join(",");
    for (let at = 0; at < 20; at++)
      await ask(`/v1/trending?limit=1&exclude=${long},${"item-59,".repeat(80)}item-${at}`);
    expect(await kept()).toBe(before);
  });
});

describe("answers are freed", () => {
  const kept = () => metric("aisle_kept_answers ");

  test("when the catalogue changes, without anybody asking", async () => {
    await listOf("/v1/trending?limit=8");
    expect(await kept()).toBeGreaterThan(0);
    await shop.call("PUT", "/v1/items/item-1", ITEMS[1]);
    await shop.call("PATCH", "/v1/items/item-1", { stock: 3 });
    expect([await kept(), await metric("aisle_kept_answers_bytes ")]).toEqual([0, 0]);
  });

  test("when their customer is erased", async () => {
    await listOf("/v1/trending?limit=8");
    const before = await kept();
    await event("freed", "item-3");
    await listOf("/v1/recommendations?customerId=freed");
    await listOf("/v1/trending?customerId=freed");
    expect(await kept()).toBe(before + 2);
    await shop.call("DELETE", "/v1/customers/freed");
    expect(await kept()).toBe(before);
  });
});

describe("a caller who holds an answer", () => {
  const path = "/v1/trending?limit=9";

  test.each([(tag: string) => tag, (tag: string) => `"other", W/${tag}`, () => "*"])(
    "is told in one word that it still holds",
    async (held) => {
      const tag = (await shop.call("GET", path)).headers.get("etag")!;
      const response = await shop.call("GET", path, undefined, { "if-none-match": held(tag) });
      expect([response.status, await response.text()]).toEqual([304, ""]);
      expect(response.headers.get("etag")).toBe(tag);
    },
  );

  test("shows the list that was counted when they got it", async () => {
    const tag = (await shop.call("GET", path)).headers.get("etag")!;
    const before = await metric("aisle_impressions_total");
    await shop.call("GET", path, undefined, { "if-none-match": tag });
    expect(await metric("aisle_impressions_total")).toBe(before);
  });

  test("gets another one when it does not", async () => {
    const response = await shop.call("GET", path, undefined, { "if-none-match": '"old"' });
    expect(response.status).toBe(200);
    expect(await response.text()).toStartWith("{");
  });
});

test("an answer that one caller was given is not for those without a key, with another scope, or too many of them", async () => {
  const closed = await startShop({ environment: { API_ANONYMOUS: "" } });
  const newKey = async (...options: string[]): Promise<Record<string, string>> => {
    const lines: string[] = [];
    const [store, write] = [closed.store, (line: string) => lines.push(line)];
    const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
    await keyCommand(["create", "--name", "test", ...options], { store, write, now: () => 0, random });
    return { authorization: `Bearer ${lines[0]}` };
  };
  const page = await newKey("--scopes", "recommend");
  const slow = await newKey("--scopes", "recommend", "--rate", "1");
  const import_ = await newKey("--scopes", "catalogue");
  const ask = async (headers?: Record<string, string>) => {
    const { status } = await closed.call("GET", "/v1/trending", undefined, headers);
    return status;
  };
  await until(async () => (await ask(import_)) === 403);
  expect([await ask(page), await ask(page)]).toEqual([200, 200]);
  expect([await ask(), await ask({ authorization: "Bearer wrong" }), await ask(import_)]).toEqual([
    401, 401, 403,
  ]);
  const statuses = [await ask(slow), await ask(slow), await ask(slow)];
  expect(statuses[0]).toBe(200);
  expect(statuses).toContain(429);
  await closed.stop();
});
