// What is known of customers: who they are, their history, all of it to take along, and its erasure.
import type { Store, StoredEvent } from "@aisle/store";
import { Elysia } from "elysia";
import type * as v from "valibot";
import { Problem } from "../platform/problem.ts";
import { asSent } from "../platform/query-string.ts";
import { checked, documented } from "../platform/validate.ts";
import {
  Customer,
  CustomerErasure,
  CustomerExport,
  CustomerList,
  CustomerListQuery,
  CustomerPath,
  CustomerQuery,
} from "./schema.ts";

export interface CustomerServices {
  readonly store: Pick<Store, "listCustomers" | "history" | "exportCustomer" | "eraseCustomer">;
  /** Told of each customer that was erased. */
  readonly onErase: (customerId: string) => void;
}

const tags = ["Customers"];
const DEFAULT_PAGE = 20;
const DEFAULT_HISTORY = 50;

export const customerRoutes = ({ store, onErase }: CustomerServices) =>
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
        if (history.length === 0) throw unknownCustomer(id);
        return {
          customerId: id,
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
        detail: { tags, summary: "A customer's newest events", operationId: "getCustomer" },
      },
    )
    .get(
      "/v1/customers/:id/export",
      async ({ params: { id }, request, server }) => {
        const pages = store.exportCustomer(id)[Symbol.asyncIterator]();
        const first = await pages.next();
        if (first.done === true) throw unknownCustomer(id);
        // The runtime counts how long a request takes, and nobody knows how much there is.
        server?.timeout(request, 0);
        return new Response(exportBody(id, first.value, pages), {
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
  first: readonly StoredEvent[],
  rest: AsyncIterator<readonly StoredEvent[]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const text = (events: readonly StoredEvent[]) => events.map(exported).join(",");
  return new ReadableStream({
    start(controller) {
      const head = `{"customerId":${JSON.stringify(customerId)},"events":[`;
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
  new Problem("unknown-customer", `There are no events of the customer "${customerId}".`);
