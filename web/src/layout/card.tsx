// A product in a row or a grid: its picture, what it is, what it costs, and why it is shown.
import type { Item, RecommendedItem } from "@aisle/client";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { View } from "../view/view.ts";
import { itemName, priceText, productPath } from "./item-text.ts";
import { stageLink } from "./stage.ts";
import { Why } from "./why.tsx";

interface CardProps {
  readonly item: Item;
  readonly view: View;
  /** The list's `recommendationId`: goes with the click. */
  readonly rec?: string;
  /** The list's entry for the product: says why it is there. */
  readonly entry?: RecommendedItem;
  /** An id for the reasons, unique in the page. */
  readonly whyId?: string;
  /** It was not in the row before the last action. */
  readonly fresh?: boolean;
}

export function Card({ item, view, rec, entry, whyId, fresh }: CardProps) {
  return (
    <li class={fresh ? "card fresh" : "card"} data-item={item.itemId}>
      <a {...stageLink(productPath(item.itemId, rec), productPath(item.itemId))}>
        <span class="tile">
          <ProductPicture item={item} view={view} />
          {fresh ? <span class="flag">New here</span> : null}
        </span>
        {item.brand ? <span class="brand">{item.brand}</span> : null}
        <span class="name">{itemName(item)}</span>
      </a>
      <p class="facts">
        {item.price === undefined ? null : <span class="price">{priceText(item, view.money)}</span>}
        {item.stock === 0 ? <span class="out">Out of stock</span> : null}
        {entry && whyId ? <Why entry={entry} item={item} id={whyId} inside={view.inside} /> : null}
      </p>
    </li>
  );
}
