import { afterEach, describe, expect, test } from "bun:test";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fitBundle, type Shop, startShop, until } from "../../test/shop.ts";

let shop: Shop;
afterEach(() => shop.stop());

const version = async () => (await shop.recommend({ limit: 1 })).model.version;
const ready = async () => {
  const response = await fetch(`${shop.internalUrl}/health/ready`);
  return { http: response.status, ...((await response.json()) as { reasons: string[] }) };
};
const metrics = async () => (await fetch(`${shop.internalUrl}/metrics`)).text();

describe("without a model", () => {
  test("the process lives but is not ready, and lists are a 503 to try again", async () => {
    shop = await startShop({ model: false });
    expect((await fetch(`${shop.internalUrl}/health/live`)).status).toBe(200);
    expect(await ready()).toMatchObject({ http: 503, reasons: ["No model has been published yet."] });
    const questions = [
      shop.call("POST", "/v1/recommendations", {}),
      shop.call("GET", "/v1/trending"),
      shop.call("GET", "/v1/items/item-1/similar"),
      shop.call("GET", "/v1/model"),
    ];
    for (const response of await Promise.all(questions)) {
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("2");
      expect(await response.json()).toMatchObject({ type: "urn:aisle:problem:no-model" });
    }
  });

  test("events and the catalogue work", async () => {
    shop = await startShop({ model: false });
    const event = { customerId: "c", itemId: "item-1", type: "view" };
    expect((await shop.call("POST", "/v1/events", event)).status).toBe(202);
    expect((await shop.call("PUT", "/v1/items/new", { title: "New" })).status).toBe(200);
    expect((await shop.call("GET", "/v1/items/new")).status).toBe(200);
    expect(await metrics()).toContain("aisle_catalogue_items 0");
  });

  test("the first one published is served, with the catalogue as it is by then", async () => {
    shop = await startShop({ model: false });
    await shop.call("PUT", "/v1/items/early", { title: "Alba brush", brand: "Alba", categories: ["brush"] });
    await shop.call("DELETE", "/v1/items/item-9");
    await shop.publish(await fitBundle(shop.home, "first"));
    await until(async () => (await ready()).http === 200);
    expect((await shop.call("GET", "/v1/items/early/similar")).status).toBe(200);
    expect((await shop.call("GET", "/v1/items/item-9/similar")).status).toBe(404);
  });
});

describe("a model that cannot serve", () => {
  const damages: [string, (bundle: string) => Promise<unknown>, string][] = [
    ["has a changed file", (bundle) => appendFile(join(bundle, "items.jsonl"), "x"), "items.jsonl"],
    ["lacks a file", (bundle) => rm(join(bundle, "model.safetensors")), "model.safetensors"],
    ["is not there", (bundle) => rm(bundle, { recursive: true }), "Model v2 cannot serve"],
  ];
  test.each(damages)("because it %s, leaves the old one serving and says why", async (_, damage, reason) => {
    shop = await startShop();
    const next = await fitBundle(shop.home, "v2");
    await damage(next.bundle);
    await shop.publish(next);
    await until(() => shop.log.some(({ message }) => message === "model not loaded"));
    expect(await version()).toBe("v1");
    expect((await ready()).http).toBe(200);
    expect(shop.log.find(({ message }) => message === "model not loaded")!["reason"]).toContain(reason);
    const text = await metrics();
    expect(text).toContain("aisle_model_load_failed 1");
    expect(text).toMatch(/aisle_model_info\{version="v1",digest="sha256:[0-9a-f]{64}",track="stable"\} 1/);
  });

  test("because of its digest, is named as the reason for not being ready when there is no other", async () => {
    shop = await startShop({ model: false });
    const first = await fitBundle(shop.home, "first");
    await shop.publish({ ...first, digest: `sha256:${"f".repeat(64)}` });
    await until(async () => (await ready()).reasons[0]!.startsWith("Model first cannot serve"));
    expect((await shop.call("GET", "/v1/trending")).status).toBe(503);
    await shop.publish(first);
    await until(async () => (await ready()).http === 200);
    expect(await metrics()).toContain("aisle_model_load_failed 0");
  });

  test.each(["{", "{}", '{"version":"a b","digest":"sha256:0","bundle":"x"}'])(
    "because the pointer is %s, changes nothing until it is mended",
    async (pointer) => {
      shop = await startShop();
      await writeFile(join(shop.home, "serving.json"), pointer);
      await until(() => shop.log.some(({ message }) => message === "model not loaded"));
      const { reason } = shop.log.find(({ message }) => message === "model not loaded")!;
      expect(reason).toContain(join(shop.home, "serving.json"));
      expect(await version()).toBe("v1");
      await shop.publish(await fitBundle(shop.home, "v2"));
      await until(async () => (await version()) === "v2");
    },
  );
});

test("a new model takes over between two requests: none fails, and each names the model that answered", async () => {
  shop = await startShop();
  const next = await fitBundle(shop.home, "v2");
  const seen: string[] = [];
  let failed = 0;
  const end = new AbortController();
  const ask = async () => {
    while (!end.signal.aborted) {
      const response = await shop.call("POST", "/v1/recommendations", { session: [{ itemId: "item-3" }] });
      const body = (await response.json()) as { model: { version: string; digest: string } };
      if (response.status !== 200 || body.model.version !== response.headers.get("x-model-version")) failed++;
      else seen.push(body.model.version);
    }
  };
  const askers = [ask(), ask(), ask(), ask()];
  try {
    await until(() => seen.length > 50);
    await shop.publish(next);
    await until(() => seen.at(-1) === "v2");
  } finally {
    end.abort();
    await Promise.all(askers);
  }
  expect(failed).toBe(0);
  expect(new Set(seen)).toEqual(new Set(["v1", "v2"]));
  expect(seen.slice(seen.indexOf("v2") + 4)).not.toContain("v1");
});

test("an item written while a model loads is known to it from its first list", async () => {
  shop = await startShop();
  await shop.publish(await fitBundle(shop.home, "v2"));
  let put = 0;
  for (let version = "v1"; version === "v1"; put++) {
    const response = await shop.call("PUT", `/v1/items/while-${put}`, { title: "Alba brush" });
    expect(response.status).toBe(200);
    const similar = await shop.call("GET", `/v1/items/while-${put}/similar`);
    expect(similar.status).toBe(200);
    version = similar.headers.get("x-model-version")!;
  }
  expect((await shop.call("GET", "/v1/items/while-0/similar")).status).toBe(200);
});

test("the model is told with its data, age and metrics", async () => {
  shop = await startShop();
  const body = await (await shop.call("GET", "/v1/model")).json();
  expect(body).toMatchObject({
    version: "v1",
    track: "stable",
    created: "2026-01-02T00:00:00.000Z",
    ageSeconds: 30 * 86_400,
    data: { events: 720, customers: 120, items: 60 },
    items: 60,
    metrics: { "ndcg@10": 0.5 },
  });
});

test("a shop before its first model takes events and items, and is in service", async () => {
  shop = await startShop({
    model: false,
    environment: { MODEL_POINTER: "", MODEL_BUNDLE: "/model/bundle", MODEL_VERSION: "none" },
  });
  const health = await fetch(`${shop.internalUrl}/health/ready`);
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({
    status: "degraded",
    reasons: ["No model has been published yet."],
  });
  expect((await shop.call("POST", "/v1/recommendations", {})).status).toBe(503);
  const event = { customerId: "c1", itemId: "item-1", type: "view" };
  expect((await shop.call("POST", "/v1/events", event)).status).toBe(202);
});

test("a fixed model comes from the environment", async () => {
  shop = await startShop({ model: false });
  const { bundle, digest } = await fitBundle(shop.home, "fixed");
  const canary = await startShop({
    home: shop.home,
    environment: {
      MODEL_POINTER: "",
      MODEL_BUNDLE: bundle,
      MODEL_VERSION: "9.1",
      MODEL_DIGEST: digest,
      MODEL_TRACK: "canary",
    },
  });
  const { model, recommendationId } = await canary.recommend({ limit: 1 });
  expect(model).toEqual({ version: "9.1", digest, track: "canary" });
  expect(recommendationId).toStartWith("9.1.canary~personal.");
  await canary.stop();
});
