// A product in a row or a grid: a drawing, what it is, what it costs, and why it is shown.
import type { Item, RecommendedItem } from "@aisle/client";
import { Art } from "./art.tsx";
import { itemName, priceText, productPath } from "./item-text.ts";
import { ScoreParts } from "./score-parts.tsx";
import { stageLink } from "./stage.ts";

interface CardProps {
  readonly item: Item;
  /** The list's `recommendationId`: goes with the click. */
  readonly rec?: string;
  /** The list's entry for the product: shows why it is there. */
  readonly entry?: RecommendedItem;
  /** It was not in the row before the last action. */
  readonly fresh?: boolean;
}

export function Card({ item, rec, entry, fresh }: CardProps) {
  const reason = entry?.reasons[0];
  const outOfStock = item.stock === 0;
  return (
    <li class={fresh ? "card fresh" : "card"} data-item={item.itemId}>
      <a {...stageLink(productPath(item.itemId, rec), productPath(item.itemId))}>
        <Art item={item} />
        {fresh ? <span class="flag">New here</span> : null}
        <span class="name">{itemName(item)}</span>
      </a>
      <p class="facts">
        {item.price === undefined ? null : <span class="price">{priceText(item)}</span>}
        {item.brand ? <span class="brand">{item.brand}</span> : null}
        {outOfStock ? <span class="out">Out of stock</span> : null}
      </p>
      {reason ? <p class="reason">{reason.text}</p> : null}
      {entry ? <ScoreParts entry={entry} /> : null}
    </li>
  );
}
