// A product's picture: its photograph where the shop may show it, otherwise its drawing.
import type { Item } from "@aisle/client";
import { itemName } from "../layout/item-text.ts";
import type { View } from "../view/view.ts";
import { picturePath } from "./picture.ts";

interface ProductPictureProps {
  readonly item: Item;
  readonly view: View;
  /** The page's main picture: it is not put off until it is scrolled to. */
  readonly first?: boolean;
}

/** Square; width and height keep its place. A photograph that cannot be loaded gives way to `data-drawing`. */
export function ProductPicture({ item, view, first }: ProductPictureProps) {
  const { imageUrl } = item;
  const drawing = picturePath(item);
  const isPhoto = imageUrl !== undefined && view.showsPicture(imageUrl);
  return (
    <img
      class={isPhoto ? "picture photo" : "picture"}
      src={isPhoto ? imageUrl : drawing}
      {...(isPhoto ? { "data-drawing": drawing } : {})}
      alt={first ? itemName(item) : ""}
      width="296"
      height="296"
      loading={first ? "eager" : "lazy"}
      decoding="async"
      referrerpolicy="no-referrer"
    />
  );
}
