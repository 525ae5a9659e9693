// A console that asks for a key: who gets in, as whom, and for how long.
import { describe, expect, test } from "bun:test";
import type { OperationOrder } from "@aisle/contract";
import { KEY, OTHER, visitLockedConsole } from "../../../test/locked-console.ts";
import { NO_ORDERS } from "../../../test/no-orders.ts";
import type { OperationsClient } from "../operations/operations.ts";

const HOUR = 3_600_000;

const signIn = (visit: Awaited<ReturnType<typeof visitLockedConsole>>, key = KEY, to = "/console/rules") =>
  visit.submit("/console/sign-in", { key, to });

describe("a console that asks for a key", () => {
  test.each(["/console", "/console/models", "/console/items/item-1?x=1", "/console/customers/c1/export"])(
    "shows nothing of %s before, and goes there afterwards",
    async (path) => {
      await using visit = await visitLockedConsole();
      const { status, headers, text } = await visit.page(path);
      const to = `/console/sign-in?to=${encodeURIComponent(path)}`;
      expect([status, headers.get("location"), text]).toEqual([303, to, ""]);
      expect((await visit.page(to)).text).toContain(`name="to" value="${path}"`);
      expect((await signIn(visit, KEY, path)).headers.get("location")).toBe(path);
      expect((await visit.page(path)).status).toBe(200);
    },
  );

  test("takes no form before", async () => {
    await using visit = await visitLockedConsole();
    for (const [path, fields] of [
      ["/console/rules/edit", { action: "save", name: "x", minStock: "1", version: "0" }],
      ["/console/customers/c1/erase", { sure: "yes" }],
    ] as const) {
      const { status, headers } = await visit.submit(path, fields);
      expect([status, headers.get("location")]).toEqual([303, "/console/sign-in?to=%2Fconsole"]);
    }
    expect(visit.api.asked).toBe(0);
  });

  test.each([
    ["a key that the API does not know", "aisle_000000000000_x"],
    ["nothing", ""],
    ["what no header can hold", "ключ\u0000"],
  ])("refuses %s", async (_, key) => {
    await using visit = await visitLockedConsole();
    const { status, text, headers } = await signIn(visit, key);
    expect([status, headers.getSetCookie()]).toEqual([403, []]);
    expect(text).toContain("The API does not take this key");
    if (key !== "") expect(text).not.toContain(key);
    expect((await visit.page("/console")).status).toBe(303);
    expect(visit.unexpected).toEqual([]);
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/cart",
    "/consolex",
    "/console\r\nx: y",
    "/console/../cart",
    "/console/%2e%2e/cart",
    "/console/..//evil.example",
  ])("leads nowhere else afterwards: %j", async (to) => {
    await using visit = await visitLockedConsole();
    expect((await visit.page(`/console/sign-in?to=${encodeURIComponent(to)}`)).text).toContain(
      'name="to" value="/console"',
    );
    expect((await signIn(visit, KEY, to)).headers.get("location")).toBe("/console");
  });

  test("acts with the key of whoever signed in", async () => {
    await using anna = await visitLockedConsole();
    await signIn(anna);
    const annas = new Map(anna.cookies);
    anna.cookies.clear();
    await signIn(anna, OTHER);
    await Promise.all([anna.page("/console/rules"), anna.page("/console/models")]);
    expect(new Set(anna.api.usedKeys.slice(-2))).toEqual(new Set([OTHER]));
    for (const [name, value] of annas) anna.cookies.set(name, value);
    await anna.page("/console/rules");
    expect(anna.api.usedKeys.at(-1)).toBe(KEY);
  });

  test.each(["/console", "/console/models", "/console/data", "/console/rules", "/console/items/item-1"])(
    "asks again when a key was revoked meanwhile: %s",
    async (path) => {
      await using visit = await visitLockedConsole();
      await signIn(visit);
      visit.api.keys?.clear();
      const { status, headers, text } = await visit.page(path);
      expect([status, headers.get("location"), text]).toEqual([
        303,
        `/console/sign-in?to=${encodeURIComponent(path)}`,
        "",
      ]);
    },
  );

  test("gives no order while the API cannot say whether it takes the key", async () => {
    const orders: OperationOrder[] = [];
    const begin: OperationsClient["begin"] = (order) => {
      orders.push(order);
      return NO_ORDERS.begin(order);
    };
    await using visit = await visitLockedConsole({ ...NO_ORDERS, begin });
    await signIn(visit);
    visit.api.failWith = 503;
    for (const [path, fields] of [
      ["/console/models/order", { kind: "rollback", serving: "" }],
      ["/console/simulation", { do: "start" }],
    ] as const)
      expect((await visit.submit(path, fields)).status).toBe(503);
    expect(orders).toEqual([]);
    visit.api.failWith = undefined;
    await visit.submit("/console/models/order", { kind: "rollback", serving: "1" });
    expect(orders).toEqual([{ kind: "rollback" }]);
  });

  test("shows its pages while the API is away, which says nothing of the key", async () => {
    await using visit = await visitLockedConsole();
    await signIn(visit);
    await visit.api.stop();
    expect((await visit.page("/console")).text).toContain("The API is not answering.");
  });

  test("sends a page that renews itself to the sign-in page", async () => {
    await using visit = await visitLockedConsole();
    const { status, headers, text } = await visit.part("/console");
    expect([status, headers.get("hx-redirect"), text]).toEqual([200, "/console/sign-in?to=%2Fconsole", ""]);
  });

  test("forgets whoever signs out, is idle for hours, or works a whole day", async () => {
    await using visit = await visitLockedConsole();
    await signIn(visit);
    const kept = new Map(visit.cookies);
    await visit.submit("/console/sign-out");
    for (const [name, value] of kept) visit.cookies.set(name, value);
    expect((await visit.page("/console")).status).toBe(303);

    await signIn(visit);
    visit.pass(3 * HOUR);
    expect((await visit.page("/console")).status).toBe(303);

    await signIn(visit);
    for (let hour = 1; hour <= 12; hour++) {
      visit.pass(HOUR);
      expect((await visit.page("/console")).status).toBe(200);
    }
    visit.pass(HOUR);
    expect((await visit.page("/console")).status).toBe(303);
  });

  test("keeps its cookie from scripts and from the shop's pages, and from plain connections behind TLS", async () => {
    await using visit = await visitLockedConsole();
    const [plain] = (await signIn(visit)).headers.getSetCookie();
    expect(plain).toMatch(/^aisle_console=[^;]+; Path=\/console; HttpOnly; SameSite=Lax$/);
    const behind = await visit.request("/console/sign-in", {
      method: "POST",
      headers: { "x-forwarded-proto": "https", "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ key: KEY }),
    });
    expect(behind.headers.getSetCookie()[0]).toContain("; Secure");
  });

  test("remembers a hundred sessions at most", async () => {
    await using visit = await visitLockedConsole();
    await signIn(visit);
    const first = new Map(visit.cookies);
    for (let at = 0; at < 100; at++) {
      visit.cookies.clear();
      await signIn(visit);
    }
    expect((await visit.page("/console")).status).toBe(200);
    for (const [name, value] of first) visit.cookies.set(name, value);
    expect((await visit.page("/console")).status).toBe(303);
  });

  test("leaves the shop as it is", async () => {
    await using visit = await visitLockedConsole();
    expect((await visit.page("/")).status).toBe(200);
  });
});
