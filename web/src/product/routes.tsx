// A product's page, its rows, and what a shopper does with the product.
import type { EventType } from "@aisle/client";
import { Elysia } from "elysia";
import * as v from "valibot";
import {
  didNow,
  eventOf,
  readShopper,
  type Shopper,
  shopperCookies,
  withInCart,
  withoutInCart,
} from "../customer/shopper.ts";
import { askForYou, ForYou } from "../home/for-you.tsx";
import { CartLink } from "../layout/header.tsx";
import { itemName, productPath } from "../layout/item-text.ts";
import { Notice } from "../layout/notice.tsx";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { stageTrouble } from "../layout/trouble.tsx";
import { ask } from "../platform/ask.ts";
import { idField, shownField } from "../platform/fields.ts";
import { html, isHtmx, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { BoughtTogetherRow, Product, SimilarRow } from "./product.tsx";

const ROW = 6;

const params = v.object({ id: idField });

const action = v.object({
  type: v.picklist(["view", "click", "cart", "purchase", "hide"]),
  rec: v.optional(idField),
  shown: shownField,
});

const DONE: Partial<Record<EventType, string>> = {
  cart: "Added to your cart.",
  purchase: "Bought. Thank you!",
  hide: "Hidden: you will not be shown it again.",
};

/** GET /product/:id with its rows, POST /product/:id/events. */
export function productRoutes(shop: Shop) {
  const list = { limit: ROW, includeItems: true };
  const askSimilar = (id: string) => ask(shop.client.similar(id, { ...list, placement: "web-similar" }));
  const askBoughtTogether = (id: string) =>
    ask(shop.client.boughtTogether(id, { ...list, placement: "web-bought-together" }));

  async function product(id: string, rec: string | undefined): Promise<Stage> {
    const [item, similar, boughtTogether] = await Promise.all([
      ask(shop.client.getItem(id)),
      askSimilar(id),
      askBoughtTogether(id),
    ]);
    if (!item.ok) return stageTrouble(item.trouble, productPath(id, rec));
    return {
      title: itemName(item.value),
      content: <Product item={item.value} rec={rec} similar={similar} boughtTogether={boughtTogether} />,
    };
  }

  return new Elysia({ name: "product" })
    .get(
      "/product/:id",
      ({ request, params: { id }, query: { rec } }) => {
        const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
        return page(shop, { request, shopper, stage: product(id, rec) });
      },
      { params, query: v.object({ rec: v.optional(idField) }) },
    )
    .get(
      "/product/:id/similar",
      async ({ params: { id } }) => html(<SimilarRow itemId={id} list={await askSimilar(id)} />),
      { params },
    )
    .get(
      "/product/:id/bought-together",
      async ({ params: { id } }) =>
        html(<BoughtTogetherRow itemId={id} list={await askBoughtTogether(id)} />),
      { params },
    )
    .post(
      "/product/:id/events",
      async ({ request, params: { id }, body: { type, rec, shown } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        const sent = await ask(shop.client.sendEvents(eventOf(before, id, type, rec)));
        const shopper = sent.ok ? after(before, id, type, rec) : before;
        if (!isHtmx(request)) return redirect(productPath(id), shopperCookies(shopper));
        return html(
          <>
            <ForYou list={await askForYou(shop, shopper)} shown={shown} />
            <CartLink count={shopper.cart.length} outOfBand />
            <Notice trouble={sent.ok ? undefined : sent.trouble} text={DONE[type]} />
          </>,
          { cookies: shopperCookies(shopper) },
        );
      },
      { params, body: action },
    );
}

/** The shopper once the event is recorded. */
function after(shopper: Shopper, itemId: string, type: EventType, rec: string | undefined): Shopper {
  const did = didNow(shopper, itemId, type);
  if (type === "cart") return withInCart(did, rec === undefined ? { itemId } : { itemId, rec });
  return type === "purchase" || type === "hide" ? withoutInCart(did, itemId) : did;
}
