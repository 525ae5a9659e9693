// The front page, and its rows alone for their refresh.
import type { Item, Recommendations } from "@aisle/client";
import { Elysia } from "elysia";
import * as v from "valibot";
import { Chooser } from "../customer/chooser.tsx";
import { readShopper } from "../customer/cookies.ts";
import { askPast, type PastEntry } from "../customer/past.ts";
import { askPeople, type Sentences } from "../customer/people.ts";
import type { Shopper } from "../customer/shopper.ts";
import { Panel } from "../inside/panel.tsx";
import { type Tuning, tuningFields } from "../inside/tuning.ts";
import { askWeights } from "../inside/weights.ts";
import { itemName } from "../layout/item-text.ts";
import { Card } from "../layout/card.tsx";
import { page } from "../layout/page.tsx";
import { listed, Row } from "../layout/row.tsx";
import type { Stage } from "../layout/stage.ts";
import { type Answer, ask } from "../platform/ask.ts";
import { asSent, idsField } from "../platform/fields.ts";
import { html } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { oneOfEach } from "../search/one-of-each.ts";
import { type View, viewOf } from "../view/view.ts";
import { askForYou, ForYou, VARIETY } from "./for-you.tsx";

const CHOICES = 8;
const ROW = 6;
const TRENDING = 12;
/** Acts that are tried for a row of their own, and products that make one. */
const MAX_CAUSES = 3;
const MIN_BECAUSE = 3;
/** Enough that a row is left of them without those above and without variants. */
const NEWEST = 60;

/** GET /, GET /for-you and GET /trending. */
export function homeRoutes(shop: Shop, sentences: Sentences) {
  const list = (not: readonly string[]) => ({
    includeItems: true,
    ...(not.length > 0 && { filter: { excludeItemIds: not } }),
  });
  const askTrending = (not: readonly string[] = []) =>
    ask(
      shop.client.trending({ ...list(not), limit: TRENDING, diversity: VARIETY, placement: "web-trending" }),
    );

  /** What goes with a product that was bought, and what is like one that was only looked at. */
  function askBecause(
    { item: { itemId }, type }: PastEntry,
    not: readonly string[],
  ): Promise<Answer<Recommendations>> {
    const question = { ...list(not), limit: ROW, fill: false, placement: "web-because" };
    return ask(
      type === "purchase"
        ? shop.client.boughtTogether(itemId, question)
        : shop.client.similar(itemId, question),
    );
  }

  /** The first act that leads to enough products, and these; undefined when none does or it cannot be read now. */
  async function findBecause(
    causes: readonly PastEntry[],
    not: readonly string[],
  ): Promise<{ cause: PastEntry; list: Answer<Recommendations> } | undefined> {
    for (const cause of causes) {
      const found = await askBecause(cause, not);
      if (!found.ok) return undefined;
      if (found.value.items.length >= MIN_BECAUSE) return { cause, list: found };
    }
    return undefined;
  }

  /** What came into the catalogue last and is in none of the rows above; nothing while it cannot be read. */
  async function askNew(above: readonly string[]): Promise<readonly Item[]> {
    const found = await ask(shop.client.searchItems({ sort: "newest", inStock: true, limit: NEWEST }));
    if (!found.ok) return [];
    return oneOfEach(found.value.items.filter(({ itemId }) => !above.includes(itemId))).slice(0, ROW);
  }

  /** Rows in turn: what one shows, the next leaves out. */
  async function home(shopper: Shopper, view: View, tuning: Tuning): Promise<Stage> {
    const [people, past, picks, weights] = await Promise.all([
      askPeople(shop, sentences, CHOICES),
      askPast(shop, shopper),
      askForYou(shop, shopper, view.inside ? { tuning } : {}),
      view.inside ? askWeights(shop, shopper) : undefined,
    ]);
    const because = past.ok ? await findBecause(causesOf(past.value), listed(picks.list)) : undefined;
    const above = [...listed(picks.list), ...(because ? listed(because.list) : [])];
    const trending = await askTrending(above);
    const arrivals = await askNew([...above, ...listed(trending)]);
    const others = [
      ...(because ? listed(because.list) : []),
      ...listed(trending),
      ...arrivals.map(({ itemId }) => itemId),
    ];
    const content = (
      <>
        <h1 class="hidden">The shop</h1>
        <Chooser people={people} chosen={shopper.customerId} limit={CHOICES} />
        <ForYou picks={{ ...picks, not: others }} view={view} />
        {weights === undefined ? null : <Panel past={past} tuning={tuning} picks={picks} weights={weights} />}
        {because === undefined ? null : (
          <Row id="because" title={becauseText(because.cause)} list={because.list} view={view} url="/" />
        )}
        <Row id="trending" title="Trending now" list={trending} view={view} url="/trending" />
        <New items={arrivals} view={view} />
      </>
    );
    return { title: "Shop", content };
  }

  return new Elysia({ name: "home" })
    .get(
      "/",
      ({ request, query }) => {
        const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
        return page(shop, { request, shopper, stage: home(shopper, viewOf(shop, request), query) });
      },
      { transform: asSent, query: v.object(tuningFields) },
    )
    .get(
      "/for-you",
      async ({ request, query: { shown, not, ...tuning } }) => {
        const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
        const picks = await askForYou(shop, shopper, { not, tuning });
        return html(<ForYou picks={picks} view={viewOf(shop, request)} shown={shown} />);
      },
      { transform: asSent, query: v.object({ shown: idsField, not: idsField, ...tuningFields }) },
    )
    .get("/trending", async ({ request }) => {
      const trending = await askTrending();
      const view = viewOf(shop, request);
      return html(<Row id="trending" title="Trending now" list={trending} view={view} url="/trending" />);
    });
}

function New({ items, view }: { items: readonly Item[]; view: View }) {
  if (items.length === 0) return null;
  return (
    <section id="new" class="row" aria-labelledby="new-title">
      <h2 id="new-title">New in the shop</h2>
      <ul class="cards" role="list">
        {items.map((item) => (
          <Card item={item} view={view} />
        ))}
      </ul>
    </section>
  );
}

/** The acts that a row of its own may be about: the last purchases, then the last signs of interest. */
function causesOf(past: readonly PastEntry[]): PastEntry[] {
  const sold = past.filter(({ item, type }) => item.title !== undefined && type !== "hide");
  const isPurchase = ({ type }: PastEntry) => type === "purchase";
  return [...sold.filter(isPurchase), ...sold.filter((act) => !isPurchase(act))].slice(0, MAX_CAUSES);
}

function becauseText({ item, type }: PastEntry): string {
  const title = `“${itemName(item)}”`;
  if (type === "purchase") return `Because you bought ${title}`;
  return type === "cart" ? `Because ${title} is in your cart` : `Because you looked at ${title}`;
}
