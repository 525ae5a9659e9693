// The list of customers to shop as, the history of one, and the choice of one.
import { Elysia } from "elysia";
import { Id } from "@aisle/contract";
import * as v from "valibot";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { stageTrouble } from "../layout/trouble.tsx";
import { asSent } from "../platform/fields.ts";
import { html, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { viewOf } from "../view/view.ts";
import { Chooser, historyPath, MAX_LISTED } from "./chooser.tsx";
import { readShopper, shopperCookies } from "./cookies.ts";
import { faceOf } from "./face.ts";
import { History } from "./history.tsx";
import { askPast } from "./past.ts";
import { askPeople, type Sentences } from "./people.ts";
import { newStranger } from "./shopper.ts";

const limit = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(MAX_LISTED));

const choice = v.object({ customerId: v.union([v.literal(""), Id]) });

/**
 * GET /customers; GET /customers/:id, a history; GET /chooser, the list alone for its refresh; POST /customer, where an
 * empty `customerId` is a new stranger.
 */
export function customerRoutes(shop: Shop, sentences: Sentences) {
  async function customers(chosen: string | undefined): Promise<Stage> {
    const people = await askPeople(shop, sentences, MAX_LISTED);
    return {
      title: "Who is shopping?",
      content: <Chooser people={people} chosen={chosen} limit={MAX_LISTED} />,
    };
  }

  async function history(customerId: string, chosen: string | undefined, request: Request): Promise<Stage> {
    const past = await askPast(shop, { customerId, session: [] });
    if (!past.ok) return stageTrouble(past.trouble, historyPath(customerId));
    const content = (
      <History
        customerId={customerId}
        past={past.value}
        view={viewOf(shop, request)}
        now={shop.now()}
        isChosen={customerId === chosen}
      />
    );
    return { title: `History of ${faceOf(customerId).name}`, content };
  }

  return new Elysia({ name: "customer" })
    .get("/customers", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: customers(shopper.customerId) });
    })
    .get(
      "/customers/:id",
      ({ request, params: { id } }) => {
        const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
        return page(shop, { request, shopper, stage: history(id, shopper.customerId, request) });
      },
      { params: v.object({ id: Id }) },
    )
    .get(
      "/chooser",
      async ({ request, query: { limit } }) => {
        const { customerId } = readShopper(request.headers.get("cookie"), shop.uuid);
        const people = await askPeople(shop, sentences, limit);
        return html(<Chooser people={people} chosen={customerId} limit={limit} />);
      },
      { transform: asSent, query: v.object({ limit }) },
    )
    .post(
      "/customer",
      ({ body: { customerId } }) => {
        const stranger = newStranger(shop.uuid());
        const shopper = customerId === "" ? stranger : { ...stranger, customerId };
        return redirect("/", shopperCookies(shopper));
      },
      { body: choice },
    );
}
