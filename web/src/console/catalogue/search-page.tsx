// Where a product or a customer is looked for.
import type { CustomerSummary, Item } from "@aisle/client";
import { MAX_SEARCH_LENGTH } from "@aisle/contract";
import { itemName, priceText, stockText } from "../../layout/item-text.ts";
import { ProductPicture } from "../../pictures/product-picture.tsx";
import type { Shop } from "../../shop.ts";
import { plural } from "../../view/plural.ts";
import { type View, viewOf } from "../../view/view.ts";
import { ask, type Told } from "../ask.ts";
import { consolePage, troublePage, type Verdict } from "../frame.tsx";
import { timeText } from "../local-time.ts";
import { CATALOGUE_PATH, customerPath, itemPath } from "../paths.ts";

const TITLE = "Catalogue and customers";
const FOUND = 20;
const RECENT = 10;

export async function searchPage(shop: Shop, request: Request, query: string): Promise<Response> {
  const { client } = shop;
  const [model, customers, found] = await Promise.all([
    ask(client.model()),
    ask(client.listCustomers({ limit: RECENT })),
    query === "" ? undefined : findItems(shop, query),
  ]);
  if (found !== undefined && !found.ok) return troublePage(shop, TITLE, TITLE, found.trouble);
  return consolePage(shop, {
    section: TITLE,
    title: TITLE,
    verdict: verdictOf(model),
    content: (
      <div class="columns">
        <section aria-labelledby="products">
          <h2 id="products">Products</h2>
          <form action={CATALOGUE_PATH} class="find" role="search" aria-label="Products">
            <input
              type="search"
              name="q"
              value={query}
              maxlength={MAX_SEARCH_LENGTH}
              aria-label="Title, brand or id of a product"
              placeholder="Title, brand or id"
            />
            <button class="primary">Find</button>
          </form>
          {found === undefined ? (
            <p class="note">Hidden and sold-out products are found as well.</p>
          ) : (
            <Found {...found.value} query={query} view={viewOf(shop, request)} />
          )}
        </section>
        <section aria-labelledby="customers">
          <h2 id="customers">Customers</h2>
          <form action="/console/customers" class="find" role="search" aria-label="Customers">
            <input
              type="search"
              name="id"
              required
              maxlength={MAX_SEARCH_LENGTH}
              aria-label="Id of a customer"
              placeholder="The whole id"
            />
            <button class="primary">Open</button>
          </form>
          {customers.ok ? <Recent customers={customers.value.customers} /> : <p>{customers.trouble.text}</p>}
        </section>
      </div>
    ),
  });
}

function verdictOf(model: Told<{ readonly items: number; readonly version: string }>): Verdict {
  if (!model.ok) return { tone: "failed", text: model.trouble.text };
  const { items, version } = model.value;
  return items === 0
    ? { tone: "act", text: "No product can be recommended: put some into the catalogue, then train." }
    : {
        tone: "well",
        text: `${items.toLocaleString("en")} products can be recommended, by model ${version}.`,
      };
}

interface FoundItems {
  readonly items: readonly Item[];
  /** What was searched for instead. */
  readonly corrected?: string;
}

/** The product of this id first, then those with these words. */
async function findItems({ client }: Shop, query: string): Promise<Told<FoundItems>> {
  const [same, words] = await Promise.all([
    ask(client.searchItems({ ids: [query], includeHidden: true })),
    ask(client.searchItems({ query, includeHidden: true, limit: FOUND })),
  ]);
  if (!words.ok) return words;
  const exact = same.ok ? same.value.items : [];
  const others = words.value.items.filter(({ itemId }) => itemId !== exact[0]?.itemId);
  const { correctedQuery } = words.value;
  return {
    ok: true,
    value: {
      items: [...exact, ...others],
      ...(correctedQuery !== undefined && exact.length === 0 && { corrected: correctedQuery }),
    },
  };
}

function Found({ items, corrected, query, view }: FoundItems & { query: string; view: View }) {
  return (
    <>
      <p class="note" role="status">
        {items.length === 0
          ? `Nothing has these words or this id: “${query}”. It may have been removed.`
          : corrected === undefined
            ? `${items.length >= FOUND ? "The first " : ""}${items.length} found.`
            : `Nothing has “${query}”; this is what was found for “${corrected}”.`}
      </p>
      <ul class="entries plain" role="list">
        {items.map((item) => (
          <li>
            <ProductPicture item={item} view={view} />
            <span class="entry">
              <a href={itemPath(item.itemId)}>{itemName(item)}</a>
              <span class="note">
                {[item.itemId, item.brand, priceText(item, view.money)]
                  .filter((part) => part !== undefined)
                  .join(" · ")}
              </span>
            </span>
            {item.hidden === true || item.stock === 0 ? (
              <span class="move strong">{item.hidden === true ? "Hidden" : stockText(item)}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Recent({ customers }: { customers: readonly CustomerSummary[] }) {
  return (
    <>
      <h3>Seen last</h3>
      {customers.length === 0 ? <p class="note">No customer has done anything yet.</p> : null}
      <ul class="entries plain" role="list">
        {customers.map(({ customerId, events, lastEventAt }) => (
          <li class="wordy">
            <span class="entry">
              <a href={customerPath(customerId)}>{customerId}</a>
              <span class="note">{timeText(lastEventAt)}</span>
            </span>
            <span class="move">{`${events} ${plural(events, "event")}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
