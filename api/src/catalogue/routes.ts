// The catalogue: one item at a time, in batches, and the search.
import { Elysia } from "elysia";
import * as v from "valibot";
import type { TakesBodies } from "../platform/body.ts";
import { jsonSchema, requestBody } from "../platform/openapi-schema.ts";
import { toProblem } from "../platform/errors.ts";
import { invalidRequest, Problem } from "../platform/problem.ts";
import { asSent } from "../platform/query-string.ts";
import { checked } from "../platform/validate.ts";
import { batchEntries, NDJSON } from "./import.ts";
import type { ImportMetrics } from "./metrics.ts";
import {
  FacetQuery,
  Item,
  ItemAnswer,
  ItemBatch,
  ItemBatchResult,
  ItemFacets,
  ItemFields,
  ItemPage,
  ItemPatch,
  ItemPath,
  ItemQuery,
  withoutNull,
} from "./schema.ts";
import { Catalogue, type CatalogueServices, ImportStopped } from "./service.ts";

const tags = ["Catalogue"];
const DEFAULT_PAGE = 20;

interface ImportServices {
  readonly metrics: ImportMetrics;
}

export function catalogueRoutes(services: CatalogueServices & TakesBodies & ImportServices) {
  const catalogue = new Catalogue(services);

  return new Elysia({ name: "catalogue" })
    .get(
      "/v1/items",
      ({ query: { ids: itemIds, limit = itemIds?.length ?? DEFAULT_PAGE, ...search } }) =>
        catalogue.search({ limit, ...(itemIds !== undefined && { itemIds }), ...search }),
      {
        transform: asSent,
        query: checked(ItemQuery),
        response: { 200: ItemPage },
        detail: {
          tags,
          summary: "Search the catalogue",
          description:
            "Items that meet every condition, in the order of their ids or by `sort`. Hidden ones are left out unless `includeHidden` asks for them. Where nothing has the words of `query`, those that they are most like are searched for, as `correctedQuery` says.",
          operationId: "searchItems",
        },
      },
    )
    .get(
      "/v1/facets",
      ({ query: { ids: itemIds, ...search } }) =>
        catalogue.facets({ ...(itemIds !== undefined && { itemIds }), ...search }),
      {
        transform: asSent,
        query: checked(FacetQuery),
        response: { 200: ItemFacets },
        detail: {
          tags,
          summary: "What a search can be narrowed by",
          description:
            "The categories and brands of the items that meet every condition, with how many of them, most first; up to 100 of each, counted among up to 10,000 items.",
          operationId: "itemFacets",
        },
      },
    )
    .get("/v1/items/:id", ({ params }) => catalogue.get(params.id), {
      params: checked(ItemPath),
      response: { 200: ItemAnswer },
      detail: { tags, summary: "One item", operationId: "getItem" },
    })
    .put(
      "/v1/items/:id",
      ({ params: { id }, body }) => {
        if (body.itemId !== undefined && body.itemId !== id)
          throw invalidRequest([{ path: "itemId", message: `The address says "${id}".` }]);
        return catalogue.put(withoutNull({ ...body, itemId: id }));
      },
      {
        parse: services.bodies.json,
        params: checked(ItemPath),
        body: checked(ItemFields),
        response: { 200: ItemAnswer },
        detail: {
          tags,
          summary: "Insert or replace an item",
          description:
            "It can be recommended at once here, and within a second by every other process. A field that is absent or `null` is cleared.",
          operationId: "putItem",
        },
      },
    )
    .patch("/v1/items/:id", ({ params, body }) => catalogue.patch(params.id, body), {
      parse: services.bodies.json,
      params: checked(ItemPath),
      body: checked(ItemPatch),
      response: { 200: ItemAnswer },
      detail: { tags, summary: "Change some fields of an item", operationId: "patchItem" },
    })
    .delete(
      "/v1/items/:id",
      async ({ params, set }) => {
        await catalogue.delete(params.id);
        set.status = 204;
      },
      {
        params: checked(ItemPath),
        detail: {
          tags,
          summary: "Take an item out of the catalogue",
          operationId: "deleteItem",
          responses: { 204: { description: "It is gone." } },
        },
      },
    )
    .post(
      // The router takes `:batch` for a parameter that ends the segment; its only valid value is the name itself.
      "/v1/items:batch",
      async ({ params, request, server }) => {
        if (params.batch !== ":batch") throw new Problem("unknown-route", "Did you mean /v1/items:batch?");
        // The runtime counts how long a request takes, not how long nothing comes; the reader of lines does that.
        server?.timeout(request, 0);
        const entries = await batchEntries(request, services.bodies);
        const result = await catalogue.putAll(entries).catch((error: unknown) => {
          if (!(error instanceof ImportStopped)) throw error;
          services.metrics.count(error.result);
          throw stopped(error);
        });
        services.metrics.count(result);
        if (result.accepted === 0) throw noneAccepted(result);
        return result;
      },
      {
        parse: "none",
        params: v.object({ batch: v.string() }),
        response: { 200: ItemBatchResult },
        detail: {
          tags,
          summary: "Insert or replace many items",
          description:
            "JSON with up to 1,000 items, or `application/x-ndjson` with one item per line and any number of lines. " +
            "Bad items are named in `errors` and the others are kept; when all are bad the answer is a 400 problem. " +
            "When an import ends early, the problem says with `accepted`, `rejected` and `errors` what became of the lines " +
            "before the one at `resumeAt`, counted from 0 without blank ones: send the import again from there.",
          operationId: "putItems",
          requestBody: requestBody(ItemBatch, { [NDJSON]: { schema: jsonSchema(Item, "input") } }),
        },
      },
    );
}

/** The problem that ended an import, with how far it came. */
function stopped({ result, resumeAt, cause }: ImportStopped): Problem {
  const problem = toProblem(cause, () => []);
  const how = `The ${resumeAt} items before the one at ${resumeAt} are done: send the rest again from there.`;
  return problem.with(how, { ...result, resumeAt });
}

function noneAccepted({ rejected, errors }: v.InferOutput<typeof ItemBatchResult>): Problem {
  const why = rejected === 0 ? "There is no item in the body." : "No item could be accepted; see `errors`.";
  return new Problem("all-rejected", why, {
    members: {
      rejected,
      errors: errors.map(({ index, error }) => ({ path: `items.${index}`, message: error })),
    },
  });
}
