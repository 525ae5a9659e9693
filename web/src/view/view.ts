// How a page is shown to this visitor, beside what it shows.
import { cookie } from "../platform/cookie.ts";
import type { Shop } from "../shop.ts";
import type { Money } from "./money.ts";

export interface View {
  readonly money: Money;
  /** Whether a picture at this address may be shown. */
  readonly showsPicture: (url: string) => boolean;
  /** Whether the page shows what the recommender sees: scores, model, strategy, request. */
  readonly inside: boolean;
  /** Where the API is and whether it asks for a key, for a request to copy. */
  readonly api: { readonly url: string; readonly hasKey: boolean };
}

const INSIDE = "aisle_inside";

export function viewOf({ money, imageOrigins, apiUrl, hasApiKey }: Shop, request: Request): View {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  const allowed = new Set(imageOrigins);
  return {
    money,
    showsPicture: (url) => URL.canParse(url) && allowed.has(new URL(url).origin),
    api: { url: apiUrl, hasKey: hasApiKey },
    inside: cookies.get(INSIDE) === "1",
  };
}

/** The `Set-Cookie` header that turns the switch. */
export const insideCookie = (isOn: boolean): string => cookie(INSIDE, isOn ? "1" : "");
