import { afterAll, beforeAll, expect, test } from "bun:test";
import { openStore, type Store, StoreError } from "@aisle/store";
import { appOptions } from "../../test/app-options.ts";
import { createApp } from "../app.ts";
import { createLog } from "./logging.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

let store: Store;
let isFull = false;
let customers = 0;
const log: Record<string, unknown>[] = [];
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  store = await openStore("sqlite::memory:");
  await store.putItems([{ itemId: "item-1" }]);
  const limited: Store = {
    ...store,
    appendEvents: (events) =>
      isFull
        ? Promise.reject(new StoreError("full", "no space left for the shop: free some and try again"))
        : store.appendEvents(events),
  };
  app = createApp(
    appOptions(limited, {
      log: createLog({ level: "info", write: (line) => log.push(JSON.parse(line)), clock: () => NOW }),
      clock: () => NOW,
      anonymous: ["events", "admin"],
    }),
  );
  await app.keyring.refresh();
  await app.standing.follow();
});
afterAll(() => store.close());

const record = async () =>
  await app.fetch(
    new Request("http://localhost/v1/events", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ customerId: `c${customers++}`, itemId: "item-1", type: "view" }),
    }),
  );
const readiness = async () => {
  const response = await app.internal.handle(new Request("http://localhost/health/ready"));
  return { http: response.status, ...((await response.json()) as { status: string; reasons: string[] }) };
};
const reasons = async () => (await readiness()).reasons.filter((reason) => !reason.includes("model"));

test("a full disk degrades the service and says why, is logged once, and is over with the next write", async () => {
  expect((await record()).status).toBe(202);
  expect(await reasons()).toEqual([]);
  isFull = true;
  for (let request = 0; request < 50; request++) expect((await record()).status).toBe(503);
  const { http, status } = await readiness();
  expect({ http, status }).toEqual({ http: 200, status: "degraded" });
  expect(await reasons()).toEqual([
    "Events and items could not be written: no space left for the shop: free some and try again",
  ]);
  const errors = log.filter(({ level }) => level === "error");
  expect(errors.map(({ message }) => message)).toEqual(["store not written", "request failed"]);
  expect(errors.every((line) => line["stack"] === undefined)).toBe(true);

  isFull = false;
  expect((await record()).status).toBe(202);
  expect(await reasons()).toEqual([]);
  expect(log.at(-1)).toMatchObject({ level: "info", message: "store written again" });
});
