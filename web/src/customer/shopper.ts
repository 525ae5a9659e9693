// Who is shopping, kept in the visitor's own cookies: no state on the server, so any process can answer.
import type { EventType, NewEvent, RecommendQuestion, SessionEntry } from "@aisle/client";
import * as v from "valibot";

/** One product in the cart, and the list that led to it. */
export interface CartLine {
  readonly itemId: string;
  readonly rec?: string;
}

/** Someone who looks at the shop: a known customer, or a stranger of whom only this session is known. */
export interface Shopper {
  /** Absent for a stranger. */
  readonly customerId?: string;
  /** Names a stranger in events; nothing else is asked with it. */
  readonly visitorId: string;
  /** What a stranger did, newest last. Empty for a customer: the API knows their history. */
  readonly session: readonly SessionEntry[];
  readonly cart: readonly CartLine[];
}

const COOKIES = { customer: "aisle_customer", session: "aisle_session", cart: "aisle_cart" } as const;

/** Browsers drop a cookie past 4,096 bytes, name and attributes included. */
const MAX_COOKIE_BYTES = 3_500;
const MAX_SESSION = 30;
const MAX_CART = 50;

/** Events of strangers carry this and a UUID as customer id. */
const VISITOR_PREFIX = "visitor-";

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const visitorId = v.pipe(v.string(), v.regex(/^visitor-[0-9a-f-]{36}$/));
const eventType = v.picklist(["view", "cart", "purchase", "rating", "click", "hide"]);

const sessionCookie = v.object({
  visitor: visitorId,
  did: v.array(
    v.pipe(
      v.strictTuple([id, eventType]),
      v.transform(([itemId, type]) => ({ itemId, type })),
    ),
  ),
});

const cartCookie = v.array(
  v.pipe(
    v.union([v.strictTuple([id]), v.strictTuple([id, id])]),
    v.transform(([itemId, rec]): CartLine => (rec === undefined ? { itemId } : { itemId, rec })),
  ),
);

/** Whether events under this id are a stranger's. */
export function isVisitor(customerId: string): boolean {
  return v.is(visitorId, customerId);
}

/** A stranger of whom nothing is known. */
export function newStranger(uuid: string): Shopper {
  return { visitorId: VISITOR_PREFIX + uuid, session: [], cart: [] };
}

/** The shopper that a `Cookie` header tells of; what cannot be read counts as not there. */
export function readShopper(header: string | null, uuid: () => string): Shopper {
  const cookies = new Bun.CookieMap(header ?? "");
  const customerId = v.safeParse(id, decode(cookies.get(COOKIES.customer)));
  const session = v.safeParse(sessionCookie, decode(cookies.get(COOKIES.session)));
  const cart = v.safeParse(cartCookie, decode(cookies.get(COOKIES.cart)));
  const stranger = newStranger(
    session.success ? session.output.visitor.slice(VISITOR_PREFIX.length) : uuid(),
  );
  return {
    ...stranger,
    ...(customerId.success ? { customerId: customerId.output } : {}),
    session: session.success ? session.output.did : [],
    cart: cart.success ? cart.output : [],
  };
}

/** Whether a `Cookie` header tells of a shopper at all. */
export function isRemembered(header: string | null): boolean {
  return new Bun.CookieMap(header ?? "").has(COOKIES.session);
}

/** The `Set-Cookie` headers that keep this shopper. The oldest entries give way when a cookie gets too long. */
export function shopperCookies(shopper: Shopper): string[] {
  const { customerId } = shopper;
  const did = shopper.session.map(({ itemId, type }) => [itemId, type ?? "view"]);
  const cart = shopper.cart.map(({ itemId, rec }) => (rec === undefined ? [itemId] : [itemId, rec]));
  return [
    cookie(COOKIES.customer, customerId === undefined ? "" : encode(customerId)),
    cookie(
      COOKIES.session,
      fit(did, (kept) => encode({ visitor: shopper.visitorId, did: kept })),
    ),
    cookie(COOKIES.cart, fit(cart, encode)),
  ];
}

/** The shopper after one more action; a customer's is not repeated here, the API remembers it. */
export function didNow(shopper: Shopper, itemId: string, type: EventType): Shopper {
  if (shopper.customerId !== undefined) return shopper;
  return { ...shopper, session: [...shopper.session, { itemId, type }].slice(-MAX_SESSION) };
}

/** The shopper with a product in the cart, once. */
export function withInCart(shopper: Shopper, line: CartLine): Shopper {
  return { ...shopper, cart: [...without(shopper.cart, line.itemId), line].slice(-MAX_CART) };
}

/** The shopper with a product taken out of the cart. */
export function withoutInCart(shopper: Shopper, itemId: string): Shopper {
  return { ...shopper, cart: without(shopper.cart, itemId) };
}

/** Who asks, as the API's question for recommendations. */
export function askedBy(shopper: Shopper): Pick<RecommendQuestion, "customerId" | "session"> {
  return shopper.customerId === undefined ? { session: shopper.session } : { customerId: shopper.customerId };
}

/** The shopper's action as an event for the API. */
export function eventOf(shopper: Shopper, itemId: string, type: EventType, rec?: string): NewEvent {
  const customerId = shopper.customerId ?? shopper.visitorId;
  return { customerId, itemId, type, ...(rec === undefined ? {} : { recommendationId: rec }) };
}

const without = (cart: readonly CartLine[], itemId: string) => cart.filter((line) => line.itemId !== itemId);

function fit<T>(entries: readonly T[], text: (kept: readonly T[]) => string): string {
  let kept = entries;
  while (kept.length > 0 && text(kept).length > MAX_COOKIE_BYTES) kept = kept.slice(1);
  return text(kept);
}

function cookie(name: string, value: string): string {
  const options = {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    maxAge: value === "" ? 0 : 30 * 86_400,
  } as const;
  return new Bun.Cookie(name, value, options).serialize();
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
