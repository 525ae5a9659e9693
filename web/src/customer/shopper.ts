// Who is shopping: a known customer or a stranger, what they did, what is in their cart.
import type { EventType, NewEvent, RecommendQuestion, SessionEntry } from "@aisle/client";

/** One product in the cart, and the list that it was put there from. */
export interface CartLine {
  readonly itemId: string;
  /** How many; absent means one. */
  readonly quantity?: number;
  readonly rec?: string;
}

/** A product that was opened from a list. */
export interface Click {
  readonly itemId: string;
  readonly rec: string;
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
  /** The last click on each product, newest last: the list that a purchase is credited to. */
  readonly clicks: readonly Click[];
  /** What was bought last, without the lists that led to it. */
  readonly order: readonly CartLine[];
}

export const MAX_SESSION = 30;
export const MAX_CART = 50;
export const MAX_QUANTITY = 99;
export const MAX_CLICKS = 30;

/** Events of strangers carry this and a UUID as customer id. */
const VISITOR_PREFIX = "visitor-";
const VISITOR = /^visitor-[0-9a-f-]{36}$/;

/** Whether events under this id are a stranger's. */
export const isVisitor = (customerId: string): boolean => VISITOR.test(customerId);

/** A stranger of whom nothing is known. */
export function newStranger(uuid: string): Shopper {
  return { visitorId: VISITOR_PREFIX + uuid, session: [], cart: [], clicks: [], order: [] };
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

/** The shopper with so many of a product that is in the cart. */
export function withQuantity(shopper: Shopper, itemId: string, quantity: number): Shopper {
  const cart = shopper.cart.map((line) => (line.itemId === itemId ? { ...line, quantity } : line));
  return { ...shopper, cart };
}

/** How many things are in the cart. */
export const itemsIn = ({ cart }: Shopper): number =>
  cart.reduce((count, { quantity = 1 }) => count + quantity, 0);

/** The shopper with a product taken out of the cart. */
export function withoutInCart(shopper: Shopper, itemId: string): Shopper {
  return { ...shopper, cart: without(shopper.cart, itemId) };
}

/** The shopper after taking a product out: the visit no longer counts it as wanted. */
export function withRemoval(shopper: Shopper, itemId: string): Shopper {
  const session = shopper.session.filter((act) => act.itemId !== itemId || act.type !== "cart");
  return { ...withoutInCart(shopper, itemId), session };
}

/** The shopper after a click in the list `rec`: it takes the place of earlier ones on the same product. */
export function withClick(shopper: Shopper, itemId: string, rec: string): Shopper {
  return { ...shopper, clicks: [...without(shopper.clicks, itemId), { itemId, rec }].slice(-MAX_CLICKS) };
}

/** The shopper after a purchase: its product leaves the cart, and its click has been credited. */
export function withPurchase(shopper: Shopper, itemId: string): Shopper {
  const bought = withoutInCart(didNow(shopper, itemId, "purchase"), itemId);
  return { ...bought, clicks: without(bought.clicks, itemId) };
}

/** The list that led to a product: that of the last click, wherever the shopper went since; otherwise `known`. */
export function creditedList(shopper: Shopper, itemId: string, known?: string): string | undefined {
  return shopper.clicks.find((click) => click.itemId === itemId)?.rec ?? known;
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

/** That the shopper took the product out of the cart. */
export const removalOf = (shopper: Shopper, itemId: string): NewEvent => ({
  ...eventOf(shopper, itemId, "cart"),
  value: 0,
});

function without<Entry extends { readonly itemId: string }>(
  entries: readonly Entry[],
  itemId: string,
): Entry[] {
  return entries.filter((entry) => entry.itemId !== itemId);
}
