// What the model knows of an item, and who is shown it.
import { Elysia } from "elysia";
import { ItemPath } from "../catalogue/schema.ts";
import type { Guard } from "../keys/guard.ts";
import { workOfList } from "../keys/work.ts";
import { asSent } from "../platform/query-string.ts";
import { checked, documented } from "../platform/validate.ts";
import { DEFAULT_LIMIT } from "../recommendations/schema.ts";
import {
  DEFAULT_CUSTOMERS,
  DEFAULT_NEIGHBOURS,
  Neighbours,
  NeighboursQuery,
  ShownTo,
  ShownToQuery,
} from "./schema.ts";
import { neighbours, type NeighbourServices, shownTo } from "./service.ts";

const tags = ["Catalogue"];
/** Requests that one pass over all edges counts as, beside the request itself. */
const WORK_OF_PASS = 9;

export const neighbourRoutes = (services: NeighbourServices & { readonly guard: Pick<Guard, "charge"> }) =>
  new Elysia({ name: "neighbours" })
    .get(
      "/v1/items/:id/neighbours",
      ({ params: { id }, query: { limit = DEFAULT_NEIGHBOURS }, request }) => {
        services.guard.charge(request, WORK_OF_PASS);
        return neighbours(services, id, limit);
      },
      {
        params: checked(ItemPath),
        transform: asSent,
        query: checked(NeighboursQuery),
        response: { 200: documented(Neighbours) },
        detail: {
          tags,
          summary: "What the model knows of an item",
          description:
            "Its strongest neighbours in each graph, both ways, and what keeps it out of lists. An item that was removed is " +
            "answered as well, while the model knows it.",
          operationId: "itemNeighbours",
        },
      },
    )
    .get(
      "/v1/items/:id/shown-to",
      ({ params: { id }, query: { customers = DEFAULT_CUSTOMERS, limit = DEFAULT_LIMIT }, request }) => {
        services.guard.charge(request, customers * (workOfList(limit, 0) + 1));
        return shownTo(services, id, { customers, limit });
      },
      {
        params: checked(ItemPath),
        transform: asSent,
        query: checked(ShownToQuery),
        response: { 200: documented(ShownTo) },
        detail: {
          tags,
          summary: "Which recent customers are shown an item",
          description:
            "Makes the personal list of each of the customers with the newest activity, as it is now, and says which of them " +
            "have the item or a variant of its product. Nothing is counted.",
          operationId: "itemShownTo",
        },
      },
    );
