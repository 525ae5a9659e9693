// Shoppers in cookies: what comes from a browser may be anything.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { didNow, newStranger, readShopper, type Shopper, shopperCookies, withInCart } from "./shopper.ts";

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
    `aisle_cart=${Buffer.from('[["a",1]]').toString("base64url")}`,
  ])("that say nothing usable give a new stranger: %p", (header) => {
    expect(readShopper(header, () => UUID)).toEqual(newStranger(UUID));
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
    const id = fc.string({ minLength: 1, maxLength: 30, unit: "binary" });
    fc.assert(
      fc.property(id, id, id, (customerId, itemId, rec) => {
        const shopper = withInCart(didNow(newStranger(UUID), itemId, "click"), { itemId, rec });
        expect(roundTrip(shopper)).toEqual(shopper);
        expect(roundTrip({ ...shopper, customerId })).toEqual({ ...shopper, customerId });
      }),
    );
  });

  test("drops the oldest entries when a cookie would be too long for a browser", () => {
    let shopper = newStranger(UUID);
    for (let i = 0; i < 60; i++) {
      const itemId = `${i}-${"long".repeat(50)}`;
      shopper = withInCart(didNow(shopper, itemId, "view"), { itemId });
    }
    for (const cookie of shopperCookies(shopper)) expect(cookie.length).toBeLessThan(4_096);
    const kept = roundTrip(shopper);
    expect(kept.session.length).toBeGreaterThan(5);
    expect(kept.session.at(-1)).toEqual(shopper.session.at(-1));
    expect(kept.cart.at(-1)).toEqual(shopper.cart.at(-1));
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
