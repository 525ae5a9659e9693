// The page after a purchase: what was bought, and what to take next.
import type { Recommendations } from "@aisle/client";
import { ForYou, type Picks } from "../home/for-you.tsx";
import { itemName, productPath, totalText } from "../layout/item-text.ts";
import { Row } from "../layout/row.tsx";
import { stageLink } from "../layout/stage.ts";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { Answer } from "../platform/ask.ts";
import type { View } from "../view/view.ts";
import type { Content } from "./cart.tsx";

interface OrderProps {
  readonly contents: readonly Content[];
  readonly next: Answer<Recommendations>;
  readonly picks: Picks;
  readonly view: View;
}

export function Order({ contents, next, picks, view }: OrderProps) {
  return (
    <>
      <section class="cart order" aria-labelledby="order-title">
        <h1 id="order-title">Thank you for your order</h1>
        <p class="note">
          It is a demo: nothing is paid and nothing is sent. The purchase counts at once, see below.
        </p>
        <ul class="lines" role="list">
          {contents.map(({ item, quantity }) => (
            <li class="line">
              <ProductPicture item={item} view={view} />
              <div class="what">
                <a class="name" {...stageLink(productPath(item.itemId))}>
                  {itemName(item)}
                </a>
                <span class="note">Quantity {quantity}</span>
              </div>
              <span class="price">
                {item.price === undefined ? null : view.money.format(item.price * quantity)}
              </span>
            </li>
          ))}
        </ul>
        <p class="total">{totalText(contents, view.money)}</p>
      </section>
      <NextRow list={next} view={view} />
      <ForYou picks={picks} view={view} />
    </>
  );
}

export function NextRow({ list, view }: { list: Answer<Recommendations>; view: View }) {
  return <Row id="next" title="Take it along next time" list={list} view={view} url="/order/next" />;
}
