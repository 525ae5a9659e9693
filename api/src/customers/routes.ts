// What is known of customers: who they are, their history, all of it to take along, and its erasure.
import type { Attributes, Store, StoredEvent } from "@aisle/store";
import { Elysia } from "elysia";
import * as v from "valibot";
import type { TakesBodies } from "../platform/body.ts";
import { requestBody } from "../platform/openapi-schema.ts";
import { Problem } from "../platform/problem.ts";
import { asSent } from "../platform/query-string.ts";
import { checked, documented, parse } from "../platform/validate.ts";
import { sortOut } from "./batch.ts";
import {
  Customer,
  CustomerBatch,
  CustomerBatchEnvelope,
  CustomerBatchResult,
  CustomerErasure,
  CustomerExport,
  CustomerFields,
  CustomerList,
  CustomerListQuery,
  CustomerPath,
  CustomerPut,
  CustomerQuery,
} from "./schema.ts";

export interface CustomerServices extends TakesBodies {
  readonly store: Pick<
    Store,
    "listCustomers" | "history" | "exportCustomer" | "eraseCustomer" | "attributes" | "putAttributes"
  >;
  /** Told of each customer that was erased. */
  readonly onErase: (customerId: string) => void;
}

const tags = ["Customers"];
const DEFAULT_PAGE = 20;
const DEFAULT_HISTORY = 50;

export const customerRoutes = ({ store, bodies, onErase }: CustomerServices) =>
  new Elysia({ name: "customers" })
    .get(
      "/v1/customers",
      async ({ query: { limit = DEFAULT_PAGE } }) => {
        const customers = await store.listCustomers(limit);
        return {
          customers: customers.map(({ customerId, events, lastEventAt }) => ({
            customerId,
            events,
            lastEventAt: iso(lastEventAt),
          })),
        };
      },
      {
        transform: asSent,
        query: checked(CustomerListQuery),
        response: { 200: CustomerList },
        detail: { tags, summary: "Customers, newest activity first", operationId: "listCustomers" },
      },
    )
    .get(
      "/v1/customers/:id",
      async ({ params: { id }, query: { limit = DEFAULT_HISTORY } }) => {
        const history = await store.history(id, limit);
        const attributes = await store.attributes(id);
        if (history.length === 0 && attributes === undefined) throw unknownCustomer(id);
        return {
          customerId: id,
          ...(attributes && { attributes }),
          history: history.map(({ itemId, type, occurredAt }) => ({
            itemId,
            type,
            occurredAt: iso(occurredAt),
          })),
        };
      },
      {
        params: checked(CustomerPath),
        transform: asSent,
        query: checked(CustomerQuery),
        response: { 200: Customer },
        detail: { tags, summary: "A customer's attributes and newest events", operationId: "getCustomer" },
      },
    )
    .put(
      "/v1/customers/:id",
      async ({ params: { id }, body: { attributes } }) => {
        await store.putAttributes([{ customerId: id, attributes }], "replace");
        return { customerId: id, attributes };
      },
      {
        parse: bodies.json,
        params: checked(CustomerPath),
        body: checked(CustomerFields),
        response: { 200: CustomerPut },
        detail: {
          tags,
          summary: "Replace a customer's attributes",
          description:
            "Nothing else need be known of the customer. Attributes that are left out are gone, and `{}` takes all. They count " +
            "in the next list, and in the next retrain. An erasure takes them with it.",
          operationId: "putCustomer",
        },
      },
    )
    .post(
      // As `/v1/items:batch`.
      "/v1/customers:batch",
      async ({ params, body }) => {
        if (params.batch !== ":batch")
          throw new Problem("unknown-route", "Did you mean /v1/customers:batch?");
        const { customers: entries } = parse(CustomerBatchEnvelope, body);
        const { customers, result } = sortOut(entries);
        await store.putAttributes(customers, "replace");
        return result;
      },
      {
        parse: bodies.json,
        params: v.object({ batch: v.string() }),
        response: { 200: CustomerBatchResult },
        detail: {
          tags,
          summary: "Replace the attributes of many customers",
          description:
            "Up to 1,000 customers, each as by PUT, all of them at once. Bad ones are named in `errors` and the others are " +
            "kept; when all are bad the answer is a 400 problem. Of a customer given twice the last one counts.",
          operationId: "putCustomers",
          requestBody: requestBody(CustomerBatch),
        },
      },
    )
    .get(
      "/v1/customers/:id/export",
      async ({ params: { id }, request, server }) => {
        const pages = store.exportCustomer(id)[Symbol.asyncIterator]();
        const first = await pages.next();
        const attributes = await store.attributes(id);
        if (first.done === true && attributes === undefined) throw unknownCustomer(id);
        // The runtime counts how long a request takes, and nobody knows how much there is.
        server?.timeout(request, 0);
        return new Response(exportBody(id, attributes, first.done === true ? [] : first.value, pages), {
          headers: { "content-type": "application/json" },
        });
      },
      {
        params: checked(CustomerPath),
        response: { 200: documented(CustomerExport) },
        detail: {
          tags,
          summary: "All that is stored of a customer",
          description:
            "Events are sent while they are read, oldest first. JSON that ends early is no export.",
          operationId: "exportCustomer",
        },
      },
    )
    .delete(
      "/v1/customers/:id",
      async ({ params: { id }, request, server }) => {
        server?.timeout(request, 0);
        const { events, oldestEventAt, newestEventAt } = await store.eraseCustomer(id);
        onErase(id);
        return {
          customerId: id,
          erased: events,
          ...(oldestEventAt !== undefined && { oldestEventAt: iso(oldestEventAt) }),
          ...(newestEventAt !== undefined && { newestEventAt: iso(newestEventAt) }),
        };
      },
      {
        params: checked(CustomerPath),
        response: { 200: CustomerErasure },
        detail: {
          tags,
          summary: "Erase all that is known of a customer",
          description:
            "Says how many events were erased, and of which time. The next list knows nothing of the customer; the next " +
            "retrain learns nothing from the customer and takes the events out of older snapshots. Erasing a customer of " +
            "whom nothing is known answers the same, with `erased` 0. Later events of the customer count again.",
          operationId: "eraseCustomer",
        },
      },
    );

/** The text of a `CustomerExport`, some events at a time. */
function exportBody(
  customerId: string,
  attributes: Attributes | undefined,
  first: readonly StoredEvent[],
  rest: AsyncIterator<readonly StoredEvent[]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const text = (events: readonly StoredEvent[]) => events.map(exported).join(",");
  return new ReadableStream({
    start(controller) {
      const said = attributes === undefined ? "" : `"attributes":${JSON.stringify(attributes)},`;
      const head = `{"customerId":${JSON.stringify(customerId)},${said}"events":[`;
      controller.enqueue(encoder.encode(head + text(first)));
    },
    async pull(controller) {
      const next = await rest.next();
      if (next.done !== true) return controller.enqueue(encoder.encode(`,${text(next.value)}`));
      controller.enqueue(encoder.encode("]}"));
      controller.close();
    },
  });
}

/** Without what is only the store's own. */
function exported({ eventId, itemId, type, occurredAt, value, recommendationId }: StoredEvent): string {
  const event: v.InferOutput<typeof CustomerExport>["events"][number] = {
    eventId,
    itemId,
    type,
    occurredAt: iso(occurredAt),
    ...(value !== undefined && { value }),
    ...(recommendationId !== undefined && { recommendationId }),
  };
  return JSON.stringify(event);
}

const iso = (time: number): string => new Date(time).toISOString();

const unknownCustomer = (customerId: string): Problem =>
  new Problem("unknown-customer", `Nothing is known of the customer "${customerId}".`);
