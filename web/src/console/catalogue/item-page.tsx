// A product as the API knows it: its fields, whether lists may show it, who is shown it, its neighbours, and the lists
// about it.
import type { Item, ItemNeighbours } from "@aisle/client";
import { itemName, stockText } from "../../layout/item-text.ts";
import { ProductPicture } from "../../pictures/product-picture.tsx";
import type { Shop } from "../../shop.ts";
import { type View, viewOf } from "../../view/view.ts";
import { ask, type Told } from "../ask.ts";
import { consolePage, troublePage } from "../frame.tsx";
import { itemPath } from "../paths.ts";
import { listNow } from "./list-now.ts";
import { Neighbours } from "./neighbours.tsx";
import { type Check, checksOf, verdictOf } from "./obstacles.ts";
import { orOlder } from "./older-api.ts";
import { ScoredList } from "./scored-list.tsx";
import { ShownTo } from "./shown-to.tsx";

const LIMIT = 10;
const CUSTOMERS = 20;
const SECTION = "Catalogue and customers";

export async function itemPage(shop: Shop, request: Request, itemId: string): Promise<Response> {
  const { client } = shop;
  const about = { itemId, limit: LIMIT, includeItems: true };
  const [found, known, shownTo, similar, together] = await Promise.all([
    ask(client.getItem(itemId)),
    ask(client.neighbours(itemId)),
    ask(client.shownTo(itemId, { customers: CUSTOMERS, limit: LIMIT })),
    listNow(client, { list: "similar", ...about }),
    listNow(client, { list: "bought-together", ...about }),
  ]);
  if (!found.ok) {
    const { trouble } = found;
    if (trouble.kind !== "missing") return troublePage(shop, SECTION, itemId, trouble);
    if (known.ok) return removedPage(shop, known.value);
    const text = `The catalogue has no product “${itemId}”: it was never there, or it was removed. No list shows it.`;
    return troublePage(shop, SECTION, itemId, { ...trouble, text });
  }
  const item = found.value;
  const view = viewOf(shop, request);
  const told = orOlder(known, "what its model knows of a product");
  const checks = told.ok ? checksOf(item, told.value, shop.now()) : [];
  return consolePage(shop, {
    section: SECTION,
    title: itemName(item),
    verdict: told.ok ? verdictOf(checks) : { tone: "failed", text: told.trouble.text },
    content: (
      <>
        <div class="panel item-panel">
          <ProductPicture item={item} view={view} />
          <Fields item={item} view={view} known={told} />
        </div>
        {told.ok ? (
          <>
            <div class="columns">
              <Checks checks={checks} />
              <ShownTo told={orOlder(shownTo, "who is shown a product")} />
            </div>
            <Neighbours known={told.value} />
          </>
        ) : null}
        <div class="columns">
          <ScoredList id="similar" title="The list “Similar products”" list={similar} view={view} />
          <ScoredList id="together" title="The list “Bought together”" list={together} view={view} />
        </div>
      </>
    ),
  });
}

/** Of what the catalogue has no longer, and the model still knows. */
function removedPage(shop: Shop, known: ItemNeighbours): Promise<Response> {
  return consolePage(shop, {
    section: SECTION,
    title: itemName(known),
    status: 404,
    verdict: verdictOf(checksOf(undefined, known, shop.now())),
    content: <Neighbours known={known} />,
  });
}

function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">Why it is shown, or not</h2>
      <ul class="checks" role="list">
        {checks.map(({ about, isObstacle, text }) => (
          <li>
            <span class={isObstacle ? "state state-over" : "state state-in-force"}>
              {about}: {isObstacle ? "stands against it" : "fine"}
            </span>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FieldsProps {
  readonly item: Item;
  readonly view: View;
  readonly known: Told<ItemNeighbours>;
}

function Fields({ item, view, known }: FieldsProps) {
  const fields = [
    ["Id", item.itemId],
    ["Variant of", item.groupId],
    ["Brand", item.brand],
    ["Categories", item.categories?.join(" › ")],
    ["Attributes", item.attributes?.join(", ")],
    ["Price", item.price === undefined ? undefined : view.money.format(item.price)],
    ["Stock", item.stock === undefined ? "not tracked" : `${item.stock} (${stockText(item)})`],
    ["Hidden", item.hidden === true ? "yes" : undefined],
    ["Page", item.url],
    ["Picture", item.imageUrl],
  ] as const;
  const variants = known.ok ? known.value.variants : [];
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
      {variants.length === 0 ? null : (
        <>
          <dt>Other variants</dt>
          <dd class="variant-links">
            {variants.map((variant) => (
              <a href={itemPath(variant.itemId)}>{itemName(variant)}</a>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
