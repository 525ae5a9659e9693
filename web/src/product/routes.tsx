// A product's page, its rows, and what a shopper does with the product.
import type { EventType, Item, NewEvent } from "@aisle/client";
import { Id, RecommendationId } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import { clicksCookieOf, readShopper, shopperCookies } from "../customer/cookies.ts";
import {
  creditedList,
  didNow,
  eventOf,
  itemsIn,
  type Shopper,
  withClick,
  withInCart,
  withoutInCart,
  withPurchase,
} from "../customer/shopper.ts";
import { askForYou, ForYou } from "../home/for-you.tsx";
import { tuningFields } from "../inside/tuning.ts";
import { CartLink } from "../layout/header.tsx";
import { itemName, productPath } from "../layout/item-text.ts";
import { Notice } from "../layout/notice.tsx";
import { page } from "../layout/page.tsx";
import { listed } from "../layout/row.tsx";
import type { Stage } from "../layout/stage.ts";
import { stageTrouble } from "../layout/trouble.tsx";
import { type Answer, ask } from "../platform/ask.ts";
import { asSent, idsField } from "../platform/fields.ts";
import { html, isHtmx, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { type View, viewOf } from "../view/view.ts";
import { BoughtTogetherRow, Product, SimilarRow } from "./product.tsx";

const ROW = 6;
const MAX_VARIANTS = 24;

const params = v.object({ id: Id });

const action = v.object({
  type: v.picklist(["view", "click", "cart", "purchase", "hide"]),
  rec: v.optional(RecommendationId),
  shown: idsField,
  not: idsField,
  ...tuningFields,
});

/** Events that belong to the last list whose click led to the product, on whichever page they happen. */
const CREDITED: ReadonlySet<EventType> = new Set(["cart", "purchase"]);

const DONE: Partial<Record<EventType, string>> = {
  cart: "Added to your cart.",
  purchase: "Bought. Thank you!",
  hide: "Hidden: you will not be shown it again.",
};

/** GET /product/:id with its rows, POST /product/:id/events. */
export function productRoutes(shop: Shop) {
  // What is only popular goes with nothing and is like nothing.
  const list = { limit: ROW, includeItems: true, fill: false };
  const askSimilar = (id: string, not: readonly string[] = []) =>
    ask(
      shop.client.similar(id, {
        ...list,
        placement: "web-similar",
        ...(not.length > 0 && { filter: { excludeItemIds: not } }),
      }),
    );
  const askBoughtTogether = (id: string) =>
    ask(shop.client.boughtTogether(id, { ...list, placement: "web-bought-together" }));

  /** The product, as long as it is sold. */
  async function askSold(id: string): Promise<Answer<Item>> {
    const item = await ask(shop.client.getItem(id));
    return item.ok && item.value.hidden ? { ok: false, trouble: "missing" } : item;
  }

  /** All variants of a product, itself among them; none where it has none or they cannot be read now. */
  async function askVariants({ groupId }: Item): Promise<readonly Item[]> {
    if (groupId === undefined) return [];
    const found = await ask(shop.client.searchItems({ groupId, limit: MAX_VARIANTS }));
    return found.ok ? found.value.items : [];
  }

  /** Rows in turn: what one shows, the next leaves out. */
  async function product(id: string, rec: string | undefined, shopper: Shopper, view: View): Promise<Stage> {
    const [item, boughtTogether] = await Promise.all([askSold(id), askBoughtTogether(id)]);
    if (!item.ok) return stageTrouble(item.trouble, productPath(id, rec));
    const [variants, similar] = await Promise.all([
      askVariants(item.value),
      askSimilar(id, listed(boughtTogether)),
    ]);
    const not = [id, ...listed(boughtTogether), ...listed(similar)];
    const picks = await askForYou(shop, shopper, { not });
    const rows = { variants, similar, boughtTogether, picks };
    return {
      title: itemName(item.value),
      content: <Product item={item.value} rec={rec} view={view} {...rows} />,
    };
  }

  /** Records what a shopper did; nobody carts or buys what is not sold. */
  async function record(event: NewEvent): Promise<Answer<unknown>> {
    const sold = CREDITED.has(event.type) ? await askSold(event.itemId) : undefined;
    return sold?.ok === false ? sold : ask(shop.client.sendEvents(event));
  }

  return new Elysia({ name: "product" })
    .get(
      "/product/:id",
      ({ request, params: { id }, query: { rec } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        // Here and not only with the event, which a browser without scripts does not send.
        const shopper = rec === undefined ? before : withClick(before, id, rec);
        const cookies = rec === undefined ? [] : [clicksCookieOf(shopper)];
        return page(shop, {
          request,
          shopper,
          stage: product(id, rec, shopper, viewOf(shop, request)),
          cookies,
        });
      },
      { transform: asSent, params, query: v.object({ rec: v.optional(RecommendationId) }) },
    )
    .get(
      "/product/:id/similar",
      async ({ request, params: { id } }) =>
        html(<SimilarRow itemId={id} list={await askSimilar(id)} view={viewOf(shop, request)} />),
      { params },
    )
    .get(
      "/product/:id/bought-together",
      async ({ request, params: { id } }) =>
        html(
          <BoughtTogetherRow itemId={id} list={await askBoughtTogether(id)} view={viewOf(shop, request)} />,
        ),
      { params },
    )
    .post(
      "/product/:id/events",
      async ({ request, params: { id }, body: { type, rec, shown, not, ...tuning } }) => {
        const before = readShopper(request.headers.get("cookie"), shop.uuid);
        const list = CREDITED.has(type) ? creditedList(before, id, rec) : rec;
        const sent = await record(eventOf(before, id, type, list));
        const shopper = sent.ok ? after(before, id, type, list) : before;
        if (!isHtmx(request)) return redirect(productPath(id), shopperCookies(shopper));
        return html(
          <>
            <ForYou
              picks={await askForYou(shop, shopper, { not, tuning })}
              view={viewOf(shop, request)}
              shown={shown}
            />
            <CartLink count={itemsIn(shopper)} outOfBand />
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
  if (type === "purchase") return withPurchase(shopper, itemId);
  const did = didNow(shopper, itemId, type);
  if (type === "click") return rec === undefined ? did : withClick(did, itemId, rec);
  if (type === "cart") return withInCart(did, rec === undefined ? { itemId } : { itemId, rec });
  return type === "hide" ? withoutInCart(did, itemId) : did;
}
