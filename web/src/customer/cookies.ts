// Keeps a shopper in the visitor's own cookies: no state on the server, so any process can answer.
import { Id, RecommendationId } from "@aisle/contract";
import * as v from "valibot";
import { cookie } from "../platform/cookie.ts";
import {
  type CartLine,
  isVisitor,
  MAX_CART,
  MAX_CLICKS,
  MAX_QUANTITY,
  MAX_SESSION,
  newStranger,
  type Shopper,
} from "./shopper.ts";

const COOKIES = {
  customer: "aisle_customer",
  session: "aisle_session",
  cart: "aisle_cart",
  clicks: "aisle_clicks",
  order: "aisle_order",
} as const;

/**
 * Browsers drop a cookie past 4,096 bytes, name and attributes included, and a server refuses all of them together past
 * 16 KiB. The addresses that are made of a cookie's ids stay within the API's limit, too.
 */
const MAX_COOKIE_BYTES = 3_500;

const isDistinct = (entries: readonly { readonly itemId: string }[]): boolean =>
  new Set(entries.map(({ itemId }) => itemId)).size === entries.length;

const sessionCookie = v.strictObject({
  visitor: v.pipe(v.string(), v.check(isVisitor)),
  did: v.pipe(
    v.array(
      v.pipe(
        v.strictTuple([Id, v.picklist(["view", "cart", "purchase", "rating", "click", "hide"])]),
        v.transform(([itemId, type]) => ({ itemId, type })),
      ),
    ),
    v.maxLength(MAX_SESSION),
  ),
});

const cartCookie = v.pipe(
  v.array(
    v.pipe(
      v.union([
        v.strictTuple([Id]),
        v.strictTuple([Id, RecommendationId]),
        v.strictTuple([
          Id,
          v.nullable(RecommendationId),
          v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(MAX_QUANTITY)),
        ]),
      ]),
      v.transform(([itemId, rec, quantity]): CartLine => ({
        itemId,
        ...(rec && { rec }),
        ...(quantity !== undefined && { quantity }),
      })),
    ),
  ),
  v.maxLength(MAX_CART),
  v.check((entries) => isDistinct(entries)),
);

const clicksCookie = v.pipe(
  v.array(
    v.pipe(
      v.strictTuple([Id, RecommendationId]),
      v.transform(([itemId, rec]) => ({ itemId, rec })),
    ),
  ),
  v.maxLength(MAX_CLICKS),
  v.check((entries) => isDistinct(entries)),
);

const shopperCookiesSchema = v.object({
  customer: v.optional(Id),
  session: sessionCookie,
  cart: v.optional(cartCookie, []),
  clicks: v.optional(clicksCookie, []),
  order: v.optional(cartCookie, []),
});

/**
 * The shopper that a `Cookie` header tells of. A new stranger when there is none, and when any cookie is not as this shop
 * writes it: what somebody made up is not worth guessing at.
 */
export function readShopper(header: string | null, uuid: () => string): Shopper {
  return remembered(header) ?? newStranger(uuid());
}

/** Whether a `Cookie` header tells of a shopper whom `readShopper` knows again. */
export const isRemembered = (header: string | null): boolean => remembered(header) !== undefined;

/** The `Set-Cookie` headers that keep this shopper. The oldest entries give way when a cookie gets too long. */
export function shopperCookies(shopper: Shopper): string[] {
  const { customerId } = shopper;
  const did = shopper.session.map(({ itemId, type }) => [itemId, type ?? "view"]);
  const cart = shopper.cart.map(entryOf);
  return [
    cookie(COOKIES.customer, customerId === undefined ? "" : encode(customerId)),
    cookie(
      COOKIES.session,
      fit(did, (kept) => encode({ visitor: shopper.visitorId, did: kept })),
    ),
    cookie(COOKIES.cart, fit(cart, encode)),
    cookie(COOKIES.order, fit(shopper.order.map(entryOf), encode)),
    clicksCookieOf(shopper),
  ];
}

/** The `Set-Cookie` header of the clicks alone: a page may send it without undoing what was done since it was asked for. */
export function clicksCookieOf({ clicks }: Pick<Shopper, "clicks">): string {
  const entries = clicks.map(({ itemId, rec }) => [itemId, rec]);
  return cookie(COOKIES.clicks, fit(entries, encode));
}

function remembered(header: string | null): Shopper | undefined {
  const cookies = new Bun.CookieMap(header ?? "");
  const values = Object.entries(COOKIES).flatMap(([key, name]) => {
    const text = cookies.get(name) ?? "";
    return text === "" ? [] : [[key, decode(text)] as const];
  });
  const parsed = v.safeParse(shopperCookiesSchema, Object.fromEntries(values));
  if (!parsed.success) return undefined;
  const { customer, session, cart, clicks, order } = parsed.output;
  return {
    ...(customer !== undefined && { customerId: customer }),
    visitorId: session.visitor,
    session: session.did,
    cart,
    clicks,
    order,
  };
}

function entryOf({ itemId, rec, quantity = 1 }: CartLine) {
  if (quantity > 1) return [itemId, rec ?? null, quantity];
  return rec === undefined ? [itemId] : [itemId, rec];
}

function fit<T>(entries: readonly T[], text: (kept: readonly T[]) => string): string {
  let kept = entries;
  while (kept.length > 0 && text(kept).length > MAX_COOKIE_BYTES) kept = kept.slice(1);
  return text(kept);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** `null` for what cannot be read: no cookie holds it. */
function decode(text: string): unknown {
  if (text.length > MAX_COOKIE_BYTES) return null;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
