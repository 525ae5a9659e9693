// Shoppers in cookies: what comes from a browser may be anything.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Id, RecommendationId } from "@aisle/contract";
import * as v from "valibot";
import { readShopper, shopperCookies } from "./cookies.ts";
import { didNow, newStranger, type Shopper, withClick, withInCart } from "./shopper.ts";

const UUID = "00000000-0000-4000-8000-000000000001";

/** The `Cookie` header that a browser sends after these `Set-Cookie` headers. */
const sentBack = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(";")[0]).join("; ");

const roundTrip = (shopper: Shopper) => readShopper(sentBack(shopperCookies(shopper)), () => "unused");

describe("reading cookies", () => {
  test.each([
    null,
    "",
    "aisle_session=%%%; aisle_cart=?; aisle_customer=",
    `aisle_session=${Buffer.from("{}").toString("base64url")}`,
    `aisle_session=${Buffer.from('{"visitor":"<script>","did":[]}').toString("base64url")}`,
    `aisle_session=${Buffer.from(`{"visitor":"visitor-${UUID}","did":[["a","steal"]]}`).toString("base64url")}`,
    `aisle_customer=${Buffer.from(JSON.stringify("x".repeat(257))).toString("base64url")}`,
  ])("that say nothing usable give a new stranger: %p", (header) => {
    expect(readShopper(header, () => UUID)).toEqual(newStranger(UUID));
  });

  const list = (count: number, entry: (at: number) => unknown) =>
    Array.from({ length: count }, (_, at) => entry(at));
  test.each<[string, string, unknown]>([
    ["a line without a product", "aisle_cart", [[]]],
    ["a line of another form", "aisle_cart", [["a", 1]]],
    ["no list", "aisle_cart", { length: 1e9 }],
    ["a product twice in the cart", "aisle_cart", [["a"], ["b"], ["a", "r"]]],
    ["51 lines", "aisle_cart", list(51, (at) => [`${at}`])],
    ["an id of 257 characters", "aisle_cart", [["x".repeat(257)]]],
    ["an id that no address can carry", "aisle_cart", [[".."]]],
    ["half a character", "aisle_cart", [["\ud800"]]],
    ["a zero byte", "aisle_cart", [["a\0"]]],
    ["a list's id of 257 characters", "aisle_cart", [["a", "r".repeat(257)]]],
    ["more bytes than a browser keeps", "aisle_cart", list(40, (at) => ["x".repeat(100) + at])],
    ["31 actions", "aisle_session", { visitor: `visitor-${UUID}`, did: list(31, (at) => [`${at}`, "view"]) }],
    ["an action nobody knows", "aisle_session", { visitor: `visitor-${UUID}`, did: [["a", "steal"]] }],
    ["31 clicks", "aisle_clicks", list(31, (at) => [`${at}`, "r"])],
    [
      "a product clicked twice",
      "aisle_clicks",
      [
        ["a", "r"],
        ["a", "s"],
      ],
    ],
    ["a click in no list", "aisle_clicks", [["a"]]],
    ["a customer's id of 257 characters", "aisle_customer", "x".repeat(257)],
  ])("of which one has %s make a new stranger, whatever the others say", (_, name, value) => {
    const known = withClick(
      withInCart({ ...newStranger(UUID), customerId: "c1" }, { itemId: "a" }),
      "a",
      "r",
    );
    const cookies = new Map(
      sentBack(shopperCookies(known))
        .split("; ")
        .map((cookie) => [cookie.split("=")[0], cookie]),
    );
    expect(readShopper([...cookies.values()].join("; "), () => "unused")).toEqual(known);
    cookies.set(name, `${name}=${Buffer.from(JSON.stringify(value)).toString("base64url")}`);
    expect(readShopper([...cookies.values()].join("; "), () => "another")).toEqual(newStranger("another"));
  });

  test("never throws, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (session, cart) => {
        const header = `aisle_session=${session}; aisle_cart=${cart}`;
        expect(readShopper(header, () => UUID).session).toBeArray();
      }),
    );
  });
});

describe("keeping a shopper", () => {
  test("brings back the same one, whatever the ids are made of", () => {
    const text = fc.string({ minLength: 1, maxLength: 30, unit: "binary" });
    const id = text.filter((one) => v.is(Id, one));
    const list = text.filter((one) => one.isWellFormed() && v.is(RecommendationId, one));
    fc.assert(
      fc.property(id, id, list, (customerId, itemId, rec) => {
        const did = withClick(didNow(newStranger(UUID), itemId, "click"), itemId, rec);
        const shopper = withInCart(did, { itemId, rec });
        expect(roundTrip(shopper)).toEqual(shopper);
        expect(roundTrip({ ...shopper, customerId })).toEqual({ ...shopper, customerId });
      }),
    );
  });

  test("drops the oldest entries when a cookie would be too long for a browser", () => {
    let shopper = newStranger(UUID);
    for (let i = 0; i < 60; i++) {
      const itemId = `${i}-${"long".repeat(50)}`;
      shopper = withClick(withInCart(didNow(shopper, itemId, "view"), { itemId }), itemId, "r".repeat(100));
    }
    for (const cookie of shopperCookies(shopper)) expect(cookie.length).toBeLessThan(4_096);
    const kept = roundTrip(shopper);
    expect(kept.session.length).toBeGreaterThan(5);
    expect(kept.session.at(-1)).toEqual(shopper.session.at(-1));
    expect(kept.cart.at(-1)).toEqual(shopper.cart.at(-1));
    expect(kept.clicks.at(-1)).toEqual(shopper.clicks.at(-1));
  });

  test("holds a product once in the cart", () => {
    const shopper = withInCart(withInCart(newStranger(UUID), { itemId: "a" }), { itemId: "a", rec: "r" });
    expect(shopper.cart).toEqual([{ itemId: "a", rec: "r" }]);
  });

  test("forgets a customer's session, which the API knows", () => {
    expect(didNow({ ...newStranger(UUID), customerId: "c1" }, "a", "view").session).toEqual([]);
  });

  test("keeps cookies from scripts and from other sites' forms", () => {
    for (const cookie of shopperCookies(newStranger(UUID))) {
      expect(cookie).toContain("HttpOnly");
      expect(cookie).toContain("SameSite=Lax");
    }
  });
});
