// The cart's contents and what goes with them.
import type { Item, Recommendations } from "@aisle/client";
import { MAX_QUANTITY } from "../customer/shopper.ts";
import { itemName, priceText, productPath, totalText } from "../layout/item-text.ts";
import { Row } from "../layout/row.tsx";
import { stageLink, STAGE_ID } from "../layout/stage.ts";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { Answer } from "../platform/ask.ts";
import type { View } from "../view/view.ts";

/** What the shop knows of one product in the cart. */
export interface Content {
  /** Only its id when nothing more is known. */
  readonly item: Item;
  readonly quantity: number;
  /** It is not for sale any more. */
  readonly gone: boolean;
}

export function Cart({ contents, view }: { contents: readonly Content[]; view: View }) {
  const sold = contents.filter(({ gone }) => !gone);
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
              <Line {...content} view={view} />
            ))}
          </ul>
          {sold.length === 0 ? null : <Checkout lines={sold} view={view} />}
        </>
      )}
    </section>
  );
}

interface SuggestionsProps {
  readonly list: Answer<Recommendations>;
  readonly view: View;
}

export function SuggestionsRow({ list, view }: SuggestionsProps) {
  return <Row id="suggestions" title="Goes with your cart" list={list} view={view} url="/cart/suggestions" />;
}

function Line({ item, quantity, gone, view }: Content & { view: View }) {
  const name = itemName(item);
  return (
    <li class="line">
      <ProductPicture item={item} view={view} />
      <div class="what">
        {gone ? (
          <span class="name">{name}</span>
        ) : (
          <a class="name" {...stageLink(productPath(item.itemId))}>
            {name}
          </a>
        )}
        {gone ? (
          <span class="out">No longer sold</span>
        ) : (
          <span class="note">{priceText(item, view.money)}</span>
        )}
      </div>
      {gone ? null : <Quantity item={item} quantity={quantity} />}
      <span class="price">
        {gone || item.price === undefined ? null : view.money.format(item.price * quantity)}
      </span>
      <form method="post" action="/cart/remove" hx-post="/cart/remove" hx-target={`#${STAGE_ID}`}>
        <button class="quiet" name="itemId" value={item.itemId} aria-label={`Remove ${name}`}>
          Remove
        </button>
      </form>
    </li>
  );
}

function Quantity({ item, quantity }: { item: Item; quantity: number }) {
  return (
    <form
      class="quantity"
      method="post"
      action="/cart/quantity"
      hx-post="/cart/quantity"
      hx-trigger="change, submit"
      hx-target={`#${STAGE_ID}`}
    >
      <input type="hidden" name="itemId" value={item.itemId} />
      <input
        type="number"
        id={`quantity-${item.itemId}`}
        name="quantity"
        min="1"
        max={MAX_QUANTITY}
        value={String(quantity)}
        required
        aria-label={`Quantity of ${itemName(item)}`}
      />
      <button class="quiet">Update</button>
    </form>
  );
}

function Checkout({ lines, view }: { lines: readonly Content[]; view: View }) {
  return (
    <form
      class="actions"
      method="post"
      action="/cart/buy"
      hx-post="/cart/buy"
      hx-target={`#${STAGE_ID}`}
      hx-swap="innerHTML show:top showTarget:body"
      hx-disable="find button"
    >
      <p class="total">{totalText(lines, view.money)}</p>
      <button class="primary">Buy everything</button>
    </form>
  );
}
