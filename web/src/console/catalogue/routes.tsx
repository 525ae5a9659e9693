// Products and customers: found, looked at, and a customer's copy and erasure.
import { Id, MAX_SEARCH_LENGTH } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Shop } from "../../shop.ts";
import { ask } from "../ask.ts";
import { troublePage } from "../frame.tsx";
import { asSent, redirect } from "../http.ts";
import { CATALOGUE_PATH, customerPath } from "../paths.ts";
import { customerPage, erasedPage, erasurePage } from "./customer-page.tsx";
import { itemPage } from "./item-page.tsx";
import { searchPage } from "./search-page.tsx";

const params = v.object({ id: Id });
const words = v.pipe(v.string(), v.maxLength(MAX_SEARCH_LENGTH), v.trim());
const confirmation = v.object({ confirm: v.optional(v.string()) });

/**
 * GET /console/catalogue, /console/items/:id, /console/customers/:id and its …/export; GET and POST of its …/erase;
 * GET /console/customers, which leads to the one of an id.
 */
export function catalogueRoutes(shop: Shop) {
  const { client } = shop;
  return new Elysia({ name: "console-catalogue" })
    .get(CATALOGUE_PATH, ({ request, query: { q } }) => searchPage(shop, request, q), {
      transform: asSent,
      query: v.object({ q: v.optional(words, "") }),
    })
    .get("/console/items/:id", ({ request, params: { id } }) => itemPage(shop, request, id), { params })
    .get(
      "/console/customers",
      ({ query: { id } }) => redirect(id === undefined ? CATALOGUE_PATH : customerPath(id)),
      { transform: asSent, query: v.object({ id: v.optional(v.pipe(v.string(), v.trim(), Id)) }) },
    )
    .get("/console/customers/:id", ({ request, params: { id } }) => customerPage(shop, request, id), {
      params,
    })
    .get(
      "/console/customers/:id/export",
      async ({ params: { id } }) => {
        const all = await ask(client.exportCustomer(id));
        if (!all.ok) return troublePage(shop, "Catalogue and customers", `Customer ${id}`, all.trouble);
        return new Response(`${JSON.stringify(all.value, null, 2)}\n`, {
          headers: {
            "content-type": "application/json",
            "content-disposition": 'attachment; filename="customer.json"',
            "cache-control": "no-store",
          },
        });
      },
      { params },
    )
    .get("/console/customers/:id/erase", ({ params: { id } }) => erasurePage(shop, id), { params })
    .post(
      "/console/customers/:id/erase",
      async ({ params: { id }, body: { confirm } }) => {
        if (confirm !== "yes") return erasurePage(shop, id, true);
        const erased = await ask(client.deleteCustomer(id));
        return erased.ok
          ? erasedPage(shop, erased.value)
          : troublePage(shop, "Catalogue and customers", `Customer ${id}`, erased.trouble);
      },
      { params, body: confirmation },
    );
}
