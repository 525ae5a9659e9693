// The other sizes and colours of a product.
import type { Item } from "@aisle/client";
import { priceText, productPath } from "../layout/item-text.ts";
import { stageLink } from "../layout/stage.ts";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { View } from "../view/view.ts";

/** What variants differ by, as the names of attributes. */
const LOOKS = ["colour", "size"] as const;

interface VariantsProps {
  /** The product's variants, the shown one among them. */
  readonly variants: readonly Item[];
  readonly chosen: Item;
  readonly view: View;
}

export function Variants({ variants, chosen, view }: VariantsProps) {
  if (variants.length < 2) return null;
  return (
    <nav class="variants" aria-label="Variants">
      <ul role="list">
        {variants.map((item) => (
          <li>
            <a
              class={item.stock === 0 ? "variant sold-out" : "variant"}
              {...stageLink(productPath(item.itemId))}
              {...(item.itemId === chosen.itemId ? { "aria-current": "page" } : {})}
            >
              <ProductPicture item={item} view={view} />
              <span>{looksOf(item)}</span>
              <span class="note">{item.stock === 0 ? "Out of stock" : priceText(item, view.money)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function looksOf({ attributes = [], itemId }: Item): string {
  const looks = LOOKS.flatMap((name) =>
    attributes.filter((one) => one.startsWith(`${name}:`)).map((one) => one.slice(name.length + 1)),
  );
  return looks.length === 0 ? itemId : looks.join(", ");
}
