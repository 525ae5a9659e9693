// Search results by words, category and brand, narrowed and sorted; a category or brand alone is a page of its own.
import type { Item, ItemConditions, ItemFacets, Recommendations } from "@aisle/client";
import { Label, SearchCursor, SearchWords } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import { readShopper } from "../customer/cookies.ts";
import { askedBy, type Shopper } from "../customer/shopper.ts";
import { Card } from "../layout/card.tsx";
import { page } from "../layout/page.tsx";
import { Cards, listed } from "../layout/row.tsx";
import { type Stage, stageLink } from "../layout/stage.ts";
import { stageTrouble } from "../layout/trouble.tsx";
import { type Answer, ask } from "../platform/ask.ts";
import { asSent, priceField } from "../platform/fields.ts";
import type { Shop } from "../shop.ts";
import { type View, viewOf } from "../view/view.ts";
import { Filters } from "./filters.tsx";
import { oneOfEach } from "./one-of-each.ts";
import { searchPath, type SearchTerms } from "./search-path.ts";

const PAGE = 24;
const PICKS = 6;

const none = v.literal("");
const query = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), SearchWords)),
  category: v.optional(v.union([none, Label])),
  brand: v.optional(v.union([none, Label])),
  priceMin: priceField,
  priceMax: priceField,
  inStock: v.optional(v.picklist(["", "1"])),
  sort: v.optional(v.picklist(["", "price-asc", "price-desc", "newest"])),
  after: v.optional(SearchCursor),
});

/** GET /search?q=&category=&brand=&priceMin=&priceMax=&inStock=&sort=&after= */
export function searchRoutes(shop: Shop) {
  /** What the shopper might take of a category or brand; nothing for a search by words, or within pages and filters. */
  async function askPicks(
    terms: SearchTerms,
    shopper: Shopper,
  ): Promise<Answer<Recommendations> | undefined> {
    const { category, brand, ...others } = terms;
    if ((!category && !brand) || Object.values(others).some(Boolean)) return undefined;
    return await ask(
      shop.client.recommend({
        ...askedBy(shopper),
        limit: PICKS,
        placement: "web-category",
        includeItems: true,
        filter: { ...(category && { categories: [category] }), ...(brand && { brands: [brand] }) },
      }),
    );
  }

  /** What another choice would give: the categories without the chosen one as a condition, the brands likewise. */
  async function askChoices({ category, brand, ...rest }: ItemConditions): Promise<ItemFacets> {
    const [byCategory, byBrand] = await Promise.all([
      ask(shop.client.itemFacets({ ...rest, ...(brand !== undefined && { brand }) })),
      ask(shop.client.itemFacets({ ...rest, ...(category !== undefined && { category }) })),
    ]);
    return {
      categories: byCategory.ok ? byCategory.value.categories : [],
      brands: byBrand.ok ? byBrand.value.brands : [],
    };
  }

  async function results(terms: SearchTerms, shopper: Shopper, view: View): Promise<Stage> {
    const conditions = conditionsOf(terms);
    const [found, facets, picks] = await Promise.all([
      ask(
        shop.client.searchItems({
          ...conditions,
          ...(terms.sort && { sort: terms.sort }),
          ...(terms.after !== undefined && { after: terms.after }),
          limit: PAGE,
        }),
      ),
      askChoices(conditions),
      askPicks(terms, shopper),
    ]);
    if (!found.ok) return stageTrouble(found.trouble, searchPath(terms));
    const title = headingOf(terms);
    const above = new Set(picks ? listed(picks) : []);
    const items = oneOfEach(found.value.items).filter(({ itemId }) => !above.has(itemId));
    const { next, correctedQuery } = found.value;
    return {
      title,
      content: (
        <section class="row results" aria-labelledby="results-title">
          <h1 id="results-title">{title}</h1>
          <Filters
            terms={terms}
            {...(correctedQuery === undefined
              ? facets
              : await askChoices({ ...conditions, query: correctedQuery }))}
          />
          {correctedQuery === undefined ? null : (
            <p class="note" role="status">
              Nothing has these words. This is what “{correctedQuery}” finds.
            </p>
          )}
          {picks?.ok && picks.value.items.length > 0 ? (
            <section id="picks" class="row" aria-labelledby="picks-title">
              <h2 id="picks-title">For you in {title}</h2>
              <Cards list={picks.value} row="picks" view={view} />
            </section>
          ) : null}
          <Found items={items} isRest={above.size > 0} view={view} />
          {next === undefined ? null : (
            <a class="more" {...stageLink(searchPath({ ...terms, after: next }))}>
              More results
            </a>
          )}
        </section>
      ),
    };
  }

  return new Elysia({ name: "search" }).get(
    "/search",
    ({ request, query: terms }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      const stage = results(terms, shopper, viewOf(shop, request));
      return page(shop, { request, shopper, stage, query: terms.q ?? "" });
    },
    { transform: asSent, query },
  );
}

interface FoundProps {
  readonly items: readonly Item[];
  /** Whether a row above shows some of what was found. */
  readonly isRest: boolean;
  readonly view: View;
}

function Found({ items, isRest, view }: FoundProps) {
  if (items.length === 0)
    return isRest ? null : <p class="note">Nothing matches. Try fewer or shorter words, or other filters.</p>;
  return (
    <>
      {isRest ? <h2 class="rest">Everything else</h2> : null}
      <ul class="cards" role="list">
        {items.map((item) => (
          <Card item={item} view={view} />
        ))}
      </ul>
    </>
  );
}

function conditionsOf({ q, category, brand, priceMin, priceMax, inStock }: SearchTerms): ItemConditions {
  return {
    ...(q && { query: q }),
    ...(category && { category }),
    ...(brand && { brand }),
    ...(typeof priceMin === "number" && { priceMin }),
    ...(typeof priceMax === "number" && { priceMax }),
    ...(inStock === "1" && { inStock: true }),
  };
}

function headingOf({ q, category, brand }: SearchTerms): string {
  if (q) return `Results for “${q}”`;
  return [brand, category].filter(Boolean).join(": ") || "Everything in the shop";
}
