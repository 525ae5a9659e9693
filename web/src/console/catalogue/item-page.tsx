// A product as the API knows it: its fields, whether lists may show it, and the lists about it.
import type { Item, PreviewedList } from "@aisle/client";
import { itemName, stockText } from "../../layout/item-text.ts";
import { ProductPicture } from "../../pictures/product-picture.tsx";
import type { Shop } from "../../shop.ts";
import { viewOf } from "../../view/view.ts";
import { ask, type Told } from "../ask.ts";
import { consolePage, troublePage, type Verdict } from "../frame.tsx";
import { ScoredList } from "./scored-list.tsx";
import { listNow } from "./list-now.ts";
import { whyNotShown } from "./shown.ts";

const LIMIT = 10;
const SECTION = "Catalogue and customers";

export async function itemPage(shop: Shop, request: Request, itemId: string): Promise<Response> {
  const { client } = shop;
  const found = await ask(client.getItem(itemId));
  if (!found.ok) {
    const { trouble } = found;
    const gone = `The catalogue has no product “${itemId}”: it was never there, or it was removed. No list shows it.`;
    return troublePage(
      shop,
      SECTION,
      itemId,
      trouble.kind === "missing" ? { ...trouble, text: gone } : trouble,
    );
  }
  const item = found.value;
  const about = { itemId, limit: LIMIT, includeItems: true };
  const [reasons, similar, together] = await Promise.all([
    whyNotShown(client, item, shop.now()),
    listNow(client, { list: "similar", ...about }),
    listNow(client, { list: "bought-together", ...about }),
  ]);
  const view = viewOf(shop, request);
  return consolePage(shop, {
    section: SECTION,
    title: itemName(item),
    verdict: verdictOf(reasons, [similar, together]),
    content: (
      <>
        <div class="panel item-panel">
          <ProductPicture item={item} view={view} />
          <Fields item={item} price={item.price === undefined ? undefined : view.money.format(item.price)} />
        </div>
        <div class="columns">
          <ScoredList id="similar" title="Similar products" list={similar} view={view} />
          <ScoredList id="together" title="Bought together" list={together} view={view} />
        </div>
      </>
    ),
  });
}

/** Whether lists show the product, and what to do if not. */
function verdictOf(reasons: Told<string[]>, lists: readonly Told<PreviewedList>[]): Verdict {
  if (!reasons.ok) return { tone: "failed", text: reasons.trouble.text };
  if (reasons.value.length > 0) return { tone: "act", text: reasons.value.join(" ") };
  const related = lists.some((list) => list.ok && list.value.items.some(({ fill }) => fill !== true));
  return related
    ? { tone: "well", text: "Lists may show this product." }
    : {
        tone: "act",
        text: "Lists may show this product, but the model knows nothing related to it: give it a title, a category and attributes, and train again.",
      };
}

function Fields({ item, price }: { item: Item; price: string | undefined }) {
  const fields = [
    ["Id", item.itemId],
    ["Variant of", item.groupId],
    ["Brand", item.brand],
    ["Categories", item.categories?.join(" › ")],
    ["Attributes", item.attributes?.join(", ")],
    ["Price", price],
    ["Stock", item.stock === undefined ? "not tracked" : `${item.stock} (${stockText(item)})`],
    ["Hidden", item.hidden === true ? "yes" : undefined],
    ["Page", item.url],
    ["Picture", item.imageUrl],
  ] as const;
  return (
    <dl class="facts-list">
      {fields.map(([name, value]) =>
        value === undefined || value === "" ? null : (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ),
      )}
    </dl>
  );
}
