// The cart: what is in it, what goes with it, taking out and buying.
import type { Item } from "@aisle/client";
import { Elysia } from "elysia";
import * as v from "valibot";
import {
  didNow,
  eventOf,
  readShopper,
  type Shopper,
  shopperCookies,
  withoutInCart,
} from "../customer/shopper.ts";
import { askForYou, ForYou } from "../home/for-you.tsx";
import { CartLink } from "../layout/header.tsx";
import { Notice } from "../layout/notice.tsx";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { ask, type Trouble } from "../platform/ask.ts";
import { idField, shownField } from "../platform/fields.ts";
import { html, isHtmx, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { Cart, SuggestionsRow } from "./cart.tsx";

const SUGGESTIONS = 6;

/** GET /cart, GET /cart/suggestions, POST /cart/remove, POST /cart/buy. */
export function cartRoutes(shop: Shop) {
  const askSuggestions = (shopper: Shopper) =>
    ask(
      shop.client.cart({
        itemIds: shopper.cart.map(({ itemId }) => itemId),
        ...(shopper.customerId === undefined ? {} : { customerId: shopper.customerId }),
        limit: SUGGESTIONS,
        placement: "web-cart",
        includeItems: true,
      }),
    );

  /** The line's product; only its id when the API cannot tell more. */
  async function itemOf(itemId: string): Promise<Item> {
    const item = await ask(shop.client.getItem(itemId));
    return item.ok ? item.value : { itemId };
  }

  async function cart(shopper: Shopper): Promise<Stage> {
    if (shopper.cart.length === 0) return { title: "Your cart", content: <Cart items={[]} /> };
    const [items, suggestions] = await Promise.all([
      Promise.all(shopper.cart.map(({ itemId }) => itemOf(itemId))),
      askSuggestions(shopper),
    ]);
    const content = (
      <>
        <Cart items={items} />
        <SuggestionsRow list={suggestions} />
      </>
    );
    return { title: "Your cart", content };
  }

  /** Lines become purchases; those that the API does not take stay in the cart. */
  async function buy(shopper: Shopper): Promise<{ shopper: Shopper; trouble?: Trouble }> {
    const events = shopper.cart.map(({ itemId, rec }) => eventOf(shopper, itemId, "purchase", rec));
    const sent = await ask(shop.client.sendEvents(events));
    if (!sent.ok) return { shopper, trouble: sent.trouble };
    const refused = new Set(
      sent.value.results.filter(({ status }) => status === "rejected").map(({ index }) => index),
    );
    const bought = shopper.cart
      .filter((_, index) => !refused.has(index))
      .reduce((did, { itemId }) => didNow(did, itemId, "purchase"), shopper);
    const left = shopper.cart.filter((_, index) => refused.has(index));
    return { shopper: { ...bought, cart: left }, ...(left.length > 0 && { trouble: "missing" }) };
  }

  return new Elysia({ name: "cart" })
    .get("/cart", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: cart(shopper) });
    })
    .get("/cart/suggestions", async ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return html(<SuggestionsRow list={await askSuggestions(shopper)} />);
    })
    .post(
      "/cart/remove",
      async ({ request, body: { itemId } }) => {
        const shopper = withoutInCart(readShopper(request.headers.get("cookie"), shop.uuid), itemId);
        if (!isHtmx(request)) return redirect("/cart", shopperCookies(shopper));
        const { content } = await cart(shopper);
        return html(
          <>
            {content}
            <CartLink count={shopper.cart.length} outOfBand />
            <Notice text="Taken out of your cart." />
          </>,
          { cookies: shopperCookies(shopper) },
        );
      },
      { body: v.object({ itemId: idField }) },
    )
    .post(
      "/cart/buy",
      async ({ request, body: { shown } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        const { shopper, trouble } = before.cart.length === 0 ? { shopper: before } : await buy(before);
        if (!isHtmx(request)) return redirect("/cart", shopperCookies(shopper));
        const [{ content }, picks] = await Promise.all([cart(shopper), askForYou(shop, shopper)]);
        return html(
          <>
            {content}
            <ForYou list={picks} shown={shown} outOfBand />
            <CartLink count={shopper.cart.length} outOfBand />
            <Notice text="Bought. Thank you!" trouble={trouble} />
          </>,
          { cookies: shopperCookies(shopper) },
        );
      },
      { body: v.object({ shown: shownField }) },
    );
}
