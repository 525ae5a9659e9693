// The front page, and its rows alone for their refresh.
import { Elysia } from "elysia";
import * as v from "valibot";
import { askCustomers, Chooser } from "../customer/chooser.tsx";
import { readShopper } from "../customer/cookies.ts";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { Row } from "../layout/row.tsx";
import { ask } from "../platform/ask.ts";
import { asSent, shownField } from "../platform/fields.ts";
import { html } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { askForYou, ForYou } from "./for-you.tsx";

const CHOICES = 8;
const TRENDING = 12;

/** GET /, GET /for-you and GET /trending. */
export function homeRoutes(shop: Shop) {
  const askTrending = () =>
    ask(shop.client.trending({ limit: TRENDING, placement: "web-trending", includeItems: true }));

  async function home(customerId: string | undefined): Promise<Stage> {
    const [customers, trending] = await Promise.all([askCustomers(shop), askTrending()]);
    const content = (
      <>
        <Chooser customers={customers} chosen={customerId} limit={CHOICES} />
        <Row id="trending" title="Trending now" list={trending} url="/trending" />
      </>
    );
    return { title: "Shop", content };
  }

  return new Elysia({ name: "home" })
    .get("/", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: home(shopper.customerId) });
    })
    .get(
      "/for-you",
      async ({ request, query }) => {
        const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
        return html(<ForYou list={await askForYou(shop, shopper)} shown={query.shown} />);
      },
      { transform: asSent, query: v.object({ shown: shownField }) },
    )
    .get("/trending", async () =>
      html(<Row id="trending" title="Trending now" list={await askTrending()} url="/trending" />),
    );
}
