// Search results: by words, by category, by brand.
import { Label, SearchCursor, SearchWords } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import { readShopper } from "../customer/cookies.ts";
import { Card } from "../layout/card.tsx";
import { page } from "../layout/page.tsx";
import { type Stage, stageLink } from "../layout/stage.ts";
import { stageTrouble } from "../layout/trouble.tsx";
import { ask } from "../platform/ask.ts";
import { asSent } from "../platform/fields.ts";
import type { Shop } from "../shop.ts";
import { type View, viewOf } from "../view/view.ts";
import { searchPath, type SearchTerms } from "./search-path.ts";

const PAGE = 24;

const noLabel = v.literal("");
const query = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), SearchWords)),
  category: v.optional(v.union([noLabel, Label])),
  brand: v.optional(v.union([noLabel, Label])),
  after: v.optional(SearchCursor),
});

/** GET /search?q=&category=&brand=&after= */
export function searchRoutes(shop: Shop) {
  async function results(terms: SearchTerms, view: View): Promise<Stage> {
    const { q, ...rest } = terms;
    const given = Object.entries({ query: q, ...rest }).filter(([, value]) => value);
    const found = await ask(shop.client.searchItems({ ...Object.fromEntries(given), limit: PAGE }));
    if (!found.ok) return stageTrouble(found.trouble, searchPath(terms));
    const title = heading(terms);
    const { items, next } = found.value;
    return {
      title,
      content: (
        <section class="row results" aria-labelledby="results-title">
          <h1 id="results-title">{title}</h1>
          {items.length === 0 ? (
            <p class="note">Nothing matches. Try fewer or shorter words.</p>
          ) : (
            <ul class="cards" role="list">
              {items.map((item) => (
                <Card item={item} view={view} />
              ))}
            </ul>
          )}
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
      return page(shop, {
        request,
        shopper,
        stage: results(terms, viewOf(shop, request)),
        query: terms.q ?? "",
      });
    },
    { transform: asSent, query },
  );
}

function heading({ q, category, brand }: SearchTerms): string {
  if (q) return `Results for “${q}”`;
  return category || brand || "Everything in the shop";
}
