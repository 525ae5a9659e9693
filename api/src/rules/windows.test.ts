// Rules with a beginning and an end, with a clock that is moved by hand.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import { stretchAt } from "./in-force.ts";
import type { Rule } from "./schema.ts";

const HOUR = 3_600_000;

describe("the rules in force", () => {
  test("are those whose time has come and has not passed, until the next boundary", () => {
    const time = fc.integer({ min: 0, max: 20 });
    const window = fc.record({ from: time, to: time }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(window, { maxLength: 6 }), fc.integer({ min: -2, max: 22 }), (windows, now) => {
        const iso = (hour: number) => new Date(hour * HOUR).toISOString();
        const rules = windows.map(({ from, to }): Rule => ({
          ...(from !== undefined && { from: iso(from) }),
          ...(to !== undefined && { to: iso(to) }),
          pin: ["a"],
        }));
        const holds = (hour: number) =>
          windows.map(({ from = -Infinity, to = Infinity }) => from <= hour && hour < to);
        const stretch = stretchAt(rules, now * HOUR);
        expect(stretch.from).toBeLessThanOrEqual(now * HOUR);
        expect(stretch.until).toBeGreaterThan(now * HOUR);
        const has = stretch.inForce.of("cart", undefined) !== undefined;
        expect(has).toBe(holds(now).some(Boolean));
        // Nothing begins or ends within a stretch, and something does at its end.
        for (let hour = -2; hour <= 22; hour++) {
          const isWithin = stretch.from <= hour * HOUR && hour * HOUR < stretch.until;
          if (isWithin) expect(holds(hour)).toEqual(holds(now));
        }
      }),
    );
  });

  test("are found once for each kind of list, whatever labels callers make up", () => {
    const { inForce } = stretchAt([{ placements: ["home", "cart"], pin: ["a"] }], 0);
    expect(inForce.of("cart", undefined)).toBeDefined();
    expect(inForce.of("cart", "made-up")).toBe(inForce.of("cart", "cart"));
    expect(inForce.of("trending", "home")).toBe(inForce.of("trending", "home"));
    expect(inForce.of("trending", "made-up")).toBeUndefined();
  });
});

describe("a list", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop();
    shop.time.now = Date.parse("2026-03-01T00:00:00Z");
    const rules = [
      { pin: ["item-58"], from: "2026-03-01T10:00:00+01:00", to: "2026-03-01T10:00:00Z" },
      { excludeItemIds: ["item-58"], from: "2026-03-01T12:00:00Z" },
    ];
    expect((await shop.call("PUT", "/v1/rules", { rules, expectedVersion: 0 })).status).toBe(200);
  });
  afterAll(() => shop.stop());

  const path = "/v1/trending?limit=60";
  async function trending(headers = {}): Promise<{ ids: string[]; etag: string | null; status: number }> {
    const response = await shop.call("GET", path, undefined, headers);
    const ids =
      response.status === 200
        ? ((await response.json()) as Recommendations).items.map(({ itemId }) => itemId)
        : [];
    return { ids, etag: response.headers.get("etag"), status: response.status };
  }
  const at = (time: string) => (shop.time.now = Date.parse(`2026-03-01T${time}Z`));

  test("obeys a rule from its first moment to its last, and so does a kept answer, without a restart", async () => {
    at("08:59:59.999");
    expect((await trending()).ids[0]).not.toBe("item-58");
    at("09:00:00.000");
    expect((await trending()).ids[0]).toBe("item-58");
    expect((await trending()).ids[0]).toBe("item-58");
    at("09:59:59.999");
    expect((await trending()).ids[0]).toBe("item-58");
    at("10:00:00.000");
    expect((await trending()).ids[0]).not.toBe("item-58");
    expect((await trending()).ids).toContain("item-58");
    at("12:00:00.000");
    expect((await trending()).ids).not.toContain("item-58");
    // A clock that was put right.
    at("09:30:00.000");
    expect((await trending()).ids[0]).toBe("item-58");
  });

  test("that a reader holds is not said to hold still after a rule ended", async () => {
    at("09:30:00.000");
    const limit = "/v1/trending?limit=3";
    const etag = (await shop.call("GET", limit)).headers.get("etag")!;
    expect((await shop.call("GET", limit, undefined, { "if-none-match": etag })).status).toBe(304);
    at("10:00:00.000");
    expect((await shop.call("GET", limit, undefined, { "if-none-match": etag })).status).toBe(200);
  });

  test("is made anew after a save, and kept otherwise", async () => {
    at("11:00:00.000");
    const sentAgain = async () => {
      const text = await (await fetch(`${shop.internalUrl}/metrics`)).text();
      return Number(/^aisle_kept_answers_sent_total (\d+)/m.exec(text)?.[1]);
    };
    const similar = "/v1/items/item-1/similar";
    await shop.call("GET", similar);
    const before = await sentAgain();
    await shop.call("GET", similar);
    expect(await sentAgain()).toBe(before + 1);
    const { version } = (await (await shop.call("GET", "/v1/rules")).json()) as { version: number };
    const body = { rules: [{ placements: ["similar"], pin: ["item-57"] }], expectedVersion: version };
    expect((await shop.call("PUT", "/v1/rules", body)).status).toBe(200);
    const list = (await (await shop.call("GET", similar)).json()) as Recommendations;
    expect(list.items[0]?.itemId).toBe("item-57");
    expect(await sentAgain()).toBe(before + 1);
  });
});
