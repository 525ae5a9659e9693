// A product's page: what it is, what one can do with it, and what goes with it.
import type { Item, Recommendations } from "@aisle/client";
import { bringsForYou, ForYou, type Picks } from "../home/for-you.tsx";
import { itemName, priceText, productPath, stockText } from "../layout/item-text.ts";
import { Row } from "../layout/row.tsx";
import { stageLink } from "../layout/stage.ts";
import { ProductPicture } from "../pictures/product-picture.tsx";
import type { Answer } from "../platform/ask.ts";
import { searchPath } from "../search/search-path.ts";
import type { View } from "../view/view.ts";
import { Variants } from "./variants.tsx";

interface ProductProps {
  readonly item: Item;
  /** The list whose click led here. */
  readonly rec: string | undefined;
  /** Sizes and colours to choose from, this one among them. */
  readonly variants: readonly Item[];
  readonly similar: Answer<Recommendations>;
  readonly boughtTogether: Answer<Recommendations>;
  readonly picks: Picks;
  readonly view: View;
}

export function Product({ item, rec, variants, similar, boughtTogether, picks, view }: ProductProps) {
  return (
    <>
      <article class="product" aria-labelledby="product-title">
        <Seen item={item} rec={rec} />
        <div class="tile">
          <ProductPicture item={item} view={view} first />
        </div>
        <div class="details">
          <Categories categories={item.categories ?? []} />
          <h1 id="product-title">{itemName(item)}</h1>
          {item.brand ? (
            <p class="by">
              <a {...stageLink(searchPath({ brand: item.brand }))}>{item.brand}</a>
            </p>
          ) : null}
          <p class="offer">
            <span class="price">{priceText(item, view.money) ?? "Price not known"}</span>
            <span class={item.stock === 0 ? "out" : "stock"}>{stockText(item)}</span>
          </p>
          <Actions item={item} rec={rec} />
          <Variants variants={variants} chosen={item} view={view} />
          <Attributes attributes={item.attributes ?? []} />
        </div>
      </article>
      <BoughtTogetherRow itemId={item.itemId} list={boughtTogether} view={view} />
      <SimilarRow itemId={item.itemId} list={similar} view={view} />
      <ForYou picks={picks} view={view} />
    </>
  );
}

interface ItemRowProps {
  readonly itemId: string;
  readonly list: Answer<Recommendations>;
  readonly view: View;
}

export function SimilarRow({ itemId, list, view }: ItemRowProps) {
  return <Row id="similar" title="Similar" list={list} view={view} url={`${productPath(itemId)}/similar`} />;
}

export function BoughtTogetherRow({ itemId, list, view }: ItemRowProps) {
  const url = `${productPath(itemId)}/bought-together`;
  return <Row id="bought-together" title="Goes well with it" list={list} view={view} url={url} />;
}

/** Where this product's events go. */
const eventsPath = (item: Item) => `${productPath(item.itemId)}/events`;

/** Tells once that the product was looked at, as soon as it is on the page; the "For you" row then changes. */
function Seen({ item, rec }: { item: Item; rec: string | undefined }) {
  const seen = rec === undefined ? { type: "view" } : { type: "click", rec };
  return (
    <div
      hidden
      hx-post={eventsPath(item)}
      hx-trigger="load"
      hx-vals={JSON.stringify(seen)}
      {...bringsForYou}
    ></div>
  );
}

function Actions({ item, rec }: { item: Item; rec: string | undefined }) {
  return (
    <form
      class="actions"
      method="post"
      action={eventsPath(item)}
      hx-post={eventsPath(item)}
      hx-disable="find button"
      {...bringsForYou}
    >
      {rec === undefined ? null : <input type="hidden" name="rec" value={rec} />}
      <button class="primary" name="type" value="cart">
        Add to cart
      </button>
      <button name="type" value="purchase">
        Buy now
      </button>
      <button class="quiet" name="type" value="hide">
        Hide this
      </button>
    </form>
  );
}

function Categories({ categories }: { categories: readonly string[] }) {
  if (categories.length === 0) return null;
  return (
    <ul class="categories" role="list" aria-label="Categories">
      {categories.map((category) => (
        <li>
          <a {...stageLink(searchPath({ category }))}>{category}</a>
        </li>
      ))}
    </ul>
  );
}

/** `material:oak` reads as a pair, `waterproof` as it is. */
function Attributes({ attributes }: { attributes: readonly string[] }) {
  if (attributes.length === 0) return null;
  return (
    <ul class="attributes" role="list" aria-label="Attributes">
      {attributes.map((attribute) => {
        const [, name, value] = /^([^:]+):(.+)$/s.exec(attribute) ?? [];
        return (
          <li>
            {name === undefined ? null : <span class="note">{name}</span>} {value ?? attribute}
          </li>
        );
      })}
    </ul>
  );
}
