// The cart: what is in it, what goes with it, taking out and buying.
import { Id } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import { readShopper, shopperCookies } from "../customer/cookies.ts";
import {
  type CartLine,
  creditedList,
  eventOf,
  itemsIn,
  MAX_QUANTITY,
  removalOf,
  type Shopper,
  withPurchase,
  withQuantity,
  withRemoval,
} from "../customer/shopper.ts";
import { askForYou } from "../home/for-you.tsx";
import { CartLink } from "../layout/header.tsx";
import { Notice } from "../layout/notice.tsx";
import { page, titleText } from "../layout/page.tsx";
import { listed } from "../layout/row.tsx";
import type { Stage } from "../layout/stage.ts";
import { type Answer, ask, type Trouble } from "../platform/ask.ts";
import { html, isHtmx, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { type View, viewOf } from "../view/view.ts";
import { Cart, type Content, SuggestionsRow } from "./cart.tsx";
import { NextRow, Order } from "./order.tsx";

const SUGGESTIONS = 6;

const quantity = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(MAX_QUANTITY));

/** GET /cart and /order with their rows; POST /cart/quantity, /cart/remove and /cart/buy. */
export function cartRoutes(shop: Shop) {
  const askGoingWith = (lines: readonly CartLine[], { customerId }: Shopper, placement: string) =>
    ask(
      shop.client.cart({
        itemIds: lines.map(({ itemId }) => itemId),
        ...(customerId !== undefined && { customerId }),
        limit: SUGGESTIONS,
        fill: false,
        placement,
        includeItems: true,
      }),
    );
  const askSuggestions = (shopper: Shopper) => askGoingWith(shopper.cart, shopper, "web-cart");
  const askNext = (shopper: Shopper) => askGoingWith(shopper.order, shopper, "web-order");

  /** The products of these lines, in one request. */
  async function askContents(lines: readonly CartLine[]): Promise<Answer<Content[]>> {
    const ids = lines.map(({ itemId }) => itemId);
    const found = await ask(shop.client.searchItems({ ids, limit: ids.length }));
    if (!found.ok) return found;
    const items = new Map(found.value.items.map((item) => [item.itemId, item]));
    const value = lines.map(({ itemId, quantity = 1 }) => ({
      item: items.get(itemId) ?? { itemId },
      quantity,
      gone: !items.has(itemId),
    }));
    return { ok: true, value };
  }

  /** What is in a cart or order is known by its ids also while the API cannot tell more. */
  const contentsOf = (found: Answer<Content[]>, lines: readonly CartLine[]): Content[] =>
    found.ok
      ? found.value
      : lines.map(({ itemId, quantity = 1 }) => ({ item: { itemId }, quantity, gone: false }));

  async function cart(shopper: Shopper, view: View): Promise<Stage> {
    const title = "Your cart";
    if (shopper.cart.length === 0) return { title, content: <Cart contents={[]} view={view} /> };
    const [found, suggestions] = await Promise.all([askContents(shopper.cart), askSuggestions(shopper)]);
    const content = (
      <>
        <Cart contents={contentsOf(found, shopper.cart)} view={view} />
        <SuggestionsRow list={suggestions} view={view} />
      </>
    );
    return { title, content };
  }

  async function order(shopper: Shopper, view: View): Promise<Stage> {
    if (shopper.order.length === 0) return await cart(shopper, view);
    const [found, next] = await Promise.all([askContents(shopper.order), askNext(shopper)]);
    const picks = await askForYou(shop, shopper, { not: listed(next) });
    const contents = contentsOf(found, shopper.order);
    return {
      title: "Your order",
      content: <Order contents={contents} next={next} picks={picks} view={view} />,
    };
  }

  /** Lines become purchases; those that are no longer sold, or that the API does not take, stay in the cart. */
  async function buy(shopper: Shopper): Promise<{ shopper: Shopper; trouble?: Trouble }> {
    const contents = await askContents(shopper.cart);
    if (!contents.ok) return { shopper, trouble: contents.trouble };
    const lines = shopper.cart.filter((_, index) => contents.value[index]?.gone === false);
    if (lines.length === 0) return { shopper, trouble: "missing" };
    const sent = await ask(
      shop.client.sendEvents(
        lines.map(({ itemId, rec, quantity }) => ({
          ...eventOf(shopper, itemId, "purchase", creditedList(shopper, itemId, rec)),
          ...(quantity !== undefined && { value: quantity }),
        })),
      ),
    );
    if (!sent.ok) return { shopper, trouble: sent.trouble };
    const refused = new Set(
      sent.value.results.filter(({ status }) => status === "rejected").map(({ index }) => index),
    );
    const order = lines.filter((_, index) => !refused.has(index));
    const buyer = order.reduce((buyer, { itemId }) => withPurchase(buyer, itemId), shopper);
    return { shopper: { ...buyer, order }, ...(buyer.cart.length > 0 && { trouble: "missing" }) };
  }

  /** The changed cart or order in place of the stage; without scripts the browser goes there. */
  async function changed(
    request: Request,
    shopper: Shopper,
    { path, notice, trouble }: { path: "/cart" | "/order"; notice?: string; trouble?: Trouble | undefined },
  ): Promise<Response> {
    const cookies = shopperCookies(shopper);
    if (!isHtmx(request)) return redirect(path, cookies);
    const view = viewOf(shop, request);
    const { title, content } = await (path === "/cart" ? cart(shopper, view) : order(shopper, view));
    return html(
      <>
        <title>{titleText(title)}</title>
        {content}
        <CartLink count={itemsIn(shopper)} outOfBand />
        <Notice text={notice} trouble={trouble} />
      </>,
      { cookies, headers: path === "/order" ? { "hx-push-url": path } : {} },
    );
  }

  return new Elysia({ name: "cart" })
    .get("/cart", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: cart(shopper, viewOf(shop, request)) });
    })
    .get("/cart/suggestions", async ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return html(<SuggestionsRow list={await askSuggestions(shopper)} view={viewOf(shop, request)} />);
    })
    .get("/order", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: order(shopper, viewOf(shop, request)) });
    })
    .get("/order/next", async ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return html(<NextRow list={await askNext(shopper)} view={viewOf(shop, request)} />);
    })
    .post(
      "/cart/quantity",
      ({ request, body: { itemId, quantity } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        return changed(request, withQuantity(before, itemId, quantity), { path: "/cart" });
      },
      { body: v.object({ itemId: Id, quantity }) },
    )
    .post(
      "/cart/remove",
      async ({ request, body: { itemId } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        const shopper = withRemoval(before, itemId);
        // It is out of the cart also while the API cannot be told: there the entry ends by itself.
        if (shopper.cart.length < before.cart.length)
          await ask(shop.client.sendEvents(removalOf(shopper, itemId)));
        return await changed(request, shopper, { path: "/cart", notice: "Taken out of your cart." });
      },
      { body: v.object({ itemId: Id }) },
    )
    .post("/cart/buy", async ({ request }) => {
      const before = readShopper(request.headers.get("cookie"), shop.uuid);
      if (before.cart.length === 0) return await changed(request, before, { path: "/cart" });
      const { shopper, trouble } = await buy(before);
      const path = trouble === undefined ? "/order" : "/cart";
      return await changed(request, shopper, { path, notice: "Bought. Thank you!", trouble });
    });
}
