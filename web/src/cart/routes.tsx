// The cart: what is in it, what goes with it, taking out and buying.
import { Id } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import { readShopper, shopperCookies } from "../customer/cookies.ts";
import {
  creditedList,
  eventOf,
  removalOf,
  type Shopper,
  withPurchase,
  withRemoval,
} from "../customer/shopper.ts";
import { askForYou, ForYou } from "../home/for-you.tsx";
import { CartLink } from "../layout/header.tsx";
import { Notice } from "../layout/notice.tsx";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { type Answer, ask, type Trouble } from "../platform/ask.ts";
import { shownField } from "../platform/fields.ts";
import { html, isHtmx, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { Cart, type Content, SuggestionsRow } from "./cart.tsx";

const SUGGESTIONS = 6;

/** Without scripts the form has no fields, and so no body. */
const purchase = v.optional(v.object({ shown: shownField }), {});

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

  /** The products of the cart's lines, in one request. */
  async function askContents({ cart }: Shopper): Promise<Answer<Content[]>> {
    const ids = cart.map(({ itemId }) => itemId);
    const found = await ask(shop.client.searchItems({ ids, limit: ids.length }));
    if (!found.ok) return found;
    const items = new Map(found.value.items.map((item) => [item.itemId, item]));
    return {
      ok: true,
      value: ids.map((itemId) => ({ item: items.get(itemId) ?? { itemId }, gone: !items.has(itemId) })),
    };
  }

  async function cart(shopper: Shopper): Promise<Stage> {
    if (shopper.cart.length === 0) return { title: "Your cart", content: <Cart contents={[]} /> };
    const [found, suggestions] = await Promise.all([askContents(shopper), askSuggestions(shopper)]);
    // What is in the cart is known by its ids also while the API cannot tell more.
    const contents = found.ok
      ? found.value
      : shopper.cart.map(({ itemId }) => ({ item: { itemId }, gone: false }));
    const content = (
      <>
        <Cart contents={contents} />
        <SuggestionsRow list={suggestions} />
      </>
    );
    return { title: "Your cart", content };
  }

  /** Lines become purchases; those that are no longer sold, or that the API does not take, stay in the cart. */
  async function buy(shopper: Shopper): Promise<{ shopper: Shopper; trouble?: Trouble }> {
    const contents = await askContents(shopper);
    if (!contents.ok) return { shopper, trouble: contents.trouble };
    const lines = shopper.cart.filter((_, index) => contents.value[index]?.gone === false);
    if (lines.length === 0) return { shopper, trouble: "missing" };
    const sent = await ask(
      shop.client.sendEvents(
        lines.map(({ itemId, rec }) =>
          eventOf(shopper, itemId, "purchase", creditedList(shopper, itemId, rec)),
        ),
      ),
    );
    if (!sent.ok) return { shopper, trouble: sent.trouble };
    const refused = new Set(
      sent.value.results.filter(({ status }) => status === "rejected").map(({ index }) => index),
    );
    const bought = lines
      .filter((_, index) => !refused.has(index))
      .reduce((buyer, { itemId }) => withPurchase(buyer, itemId), shopper);
    return { shopper: bought, ...(bought.cart.length > 0 && { trouble: "missing" }) };
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
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        const shopper = withRemoval(before, itemId);
        // It is out of the cart also while the API cannot be told: there the entry ends by itself.
        if (shopper.cart.length < before.cart.length)
          await ask(shop.client.sendEvents(removalOf(shopper, itemId)));
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
      { body: v.object({ itemId: Id }) },
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
      { body: purchase },
    );
}
