// The list of customers to shop as, and the choice of one.
import { Elysia } from "elysia";
import { Id } from "@aisle/contract";
import * as v from "valibot";
import { page } from "../layout/page.tsx";
import type { Stage } from "../layout/stage.ts";
import { asSent } from "../platform/fields.ts";
import { html, redirect } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { askCustomers, Chooser } from "./chooser.tsx";
import { readShopper, shopperCookies } from "./cookies.ts";
import { newStranger } from "./shopper.ts";

const LISTED = 60;

const limit = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(LISTED));

const choice = v.object({ customerId: v.union([v.literal(""), Id]) });

/** GET /customers; GET /chooser, the list alone for its refresh; POST /customer, where an empty `customerId` is a new stranger. */
export function customerRoutes(shop: Shop) {
  async function customers(chosen: string | undefined): Promise<Stage> {
    const content = <Chooser customers={await askCustomers(shop)} chosen={chosen} limit={LISTED} />;
    return { title: "Shop as", content };
  }

  return new Elysia({ name: "customer" })
    .get("/customers", ({ request }) => {
      const shopper = readShopper(request.headers.get("cookie"), shop.uuid);
      return page(shop, { request, shopper, stage: customers(shopper.customerId) });
    })
    .get(
      "/chooser",
      async ({ request, query: { limit } }) => {
        const { customerId } = readShopper(request.headers.get("cookie"), shop.uuid);
        return html(<Chooser customers={await askCustomers(shop)} chosen={customerId} limit={limit} />);
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
