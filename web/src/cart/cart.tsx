// The cart's contents and what goes with them.
import type { Item, Recommendations } from "@aisle/client";
import { FOR_YOU_ID } from "../home/for-you.tsx";
import { Art } from "../layout/art.tsx";
import { itemName, priceText, productPath, totalText } from "../layout/item-text.ts";
import { Row } from "../layout/row.tsx";
import { stageLink, STAGE_ID } from "../layout/stage.ts";
import type { Answer } from "../platform/ask.ts";

/** What the shop knows of one product in the cart. */
export interface Content {
  /** Only its id when nothing more is known. */
  readonly item: Item;
  /** It is not for sale any more. */
  readonly gone: boolean;
}

export function Cart({ contents }: { contents: readonly Content[] }) {
  const sold = contents.filter(({ gone }) => !gone).map(({ item }) => item);
  return (
    <section class="cart" aria-labelledby="cart-title">
      <h1 id="cart-title">Your cart</h1>
      {contents.length === 0 ? (
        <p class="note">
          It is empty. <a {...stageLink("/")}>See what is trending</a>.
        </p>
      ) : (
        <>
          <ul class="lines" role="list">
            {contents.map((content) => (
              <Line {...content} />
            ))}
          </ul>
          {sold.length === 0 ? null : <Checkout items={sold} />}
        </>
      )}
    </section>
  );
}

export function SuggestionsRow({ list }: { list: Answer<Recommendations> }) {
  return <Row id="suggestions" title="Goes with your cart" list={list} url="/cart/suggestions" />;
}

function Line({ item, gone }: Content) {
  return (
    <li class="line">
      <Art item={item} />
      {gone ? (
        <span class="name">{itemName(item)}</span>
      ) : (
        <a class="name" {...stageLink(productPath(item.itemId))}>
          {itemName(item)}
        </a>
      )}
      {gone ? <span class="out">No longer sold</span> : <span class="price">{priceText(item)}</span>}
      <form method="post" action="/cart/remove" hx-post="/cart/remove" hx-target={`#${STAGE_ID}`}>
        <button class="quiet" name="itemId" value={item.itemId} aria-label={`Remove ${itemName(item)}`}>
          Remove
        </button>
      </form>
    </li>
  );
}

function Checkout({ items }: { items: readonly Item[] }) {
  return (
    <form
      class="actions"
      method="post"
      action="/cart/buy"
      hx-post="/cart/buy"
      hx-target={`#${STAGE_ID}`}
      hx-include={`#${FOR_YOU_ID}`}
      hx-disable="find button"
    >
      <p class="total">{totalText(items)}</p>
      <button class="primary">Buy everything</button>
    </form>
  );
}
