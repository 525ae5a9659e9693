// What a customer did, so that a visitor can judge what they are recommended.
import type { EventType } from "@aisle/client";
import { itemName, productPath } from "../layout/item-text.ts";
import { stageLink } from "../layout/stage.ts";
import { facePath } from "../pictures/picture.ts";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { View } from "../view/view.ts";
import { faceOf } from "./face.ts";
import type { PastEntry } from "./past.ts";
import { ago, describe } from "./persona.ts";

const DID: Readonly<Record<EventType, string>> = {
  view: "Looked at",
  click: "Clicked on",
  cart: "Put in the cart",
  purchase: "Bought",
  rating: "Rated",
  hide: "Hid",
};

interface HistoryProps {
  readonly customerId: string;
  readonly past: readonly PastEntry[];
  readonly view: View;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether it is this customer who shops now. */
  readonly isChosen: boolean;
}

export function History({ customerId, past, view, now, isChosen }: HistoryProps) {
  const { name, face } = faceOf(customerId);
  const events = past.flatMap(({ item, type, occurredAt }) =>
    occurredAt === undefined ? [] : [{ itemId: item.itemId, type, occurredAt }],
  );
  const sentence = describe(events, new Map(past.map(({ item }) => [item.itemId, item])), now);
  return (
    <section class="history" aria-labelledby="history-title">
      <header class="who-card">
        <img src={facePath(face)} alt="" width="96" height="96" />
        <div>
          <h1 id="history-title">{name}</h1>
          {sentence === undefined ? null : <p>{sentence}.</p>}
          <p class="note">
            Customer {customerId}. Name and face are made up; the history below is what recommendations are
            made from.
          </p>
          {isChosen ? (
            <a {...stageLink("/")}>See what is recommended</a>
          ) : (
            <form method="post" action="/customer">
              <button class="primary" name="customerId" value={customerId}>
                Shop as {name}
              </button>
            </form>
          )}
        </div>
      </header>
      {past.length === 0 ? (
        <p class="note">Nothing is known of this customer.</p>
      ) : (
        <ol class="acts" role="list">
          {past.map(({ item, type, occurredAt }) => (
            <li class="act">
              <ProductPicture item={item} view={view} />
              <p>
                <span class={`did did-${type}`}>{DID[type]}</span>{" "}
                {occurredAt === undefined ? null : (
                  <time datetime={occurredAt}>{ago(Date.parse(occurredAt), now)}</time>
                )}
                <br />
                <a {...stageLink(productPath(item.itemId))}>{itemName(item)}</a>
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
